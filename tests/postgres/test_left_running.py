"""What a server is left with: a statement that never ends holds up neither its run nor the next."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest

from customer_truth.warehouse.postgres import PostgresWarehouse
from tests.conftest import missing_part
from tests.postgres.server import URL

_ENDLESS = "with recursive n as (select 1 as i union all select 1 from n) select max(i) from n"
_LONGEST = 60  # seconds


@pytest.fixture
def warehouse() -> Iterator[PostgresWarehouse]:
    if URL not in os.environ:
        missing_part("a PostgreSQL server (make test-postgres brings one up)")
    found = PostgresWarehouse("left_running")
    yield found
    found.prepare()


def _statements(holding: str) -> int:
    """How many statements with these words the server works on, beside this one."""
    asked = "select query from pg_stat_activity where state = 'active' and pid <> pg_backend_pid()"
    with closing(psycopg2.connect(os.environ[URL])) as connection, connection.cursor() as cursor:
        cursor.execute(asked)
        return sum(holding in query for (query,) in cursor.fetchall())


def _start(script: str, until: str) -> subprocess.Popen[str]:
    running = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + _LONGEST
    while not _statements(until):
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < deadline, "the statement never began"
        time.sleep(0.1)
    return running


def test_the_next_run_ends_what_a_killed_one_left_running(warehouse: PostgresWarehouse) -> None:
    schema = warehouse.schema("marts", building=True)
    with warehouse.building() as connection:
        connection.exec_driver_sql(f"create schema {schema}")
    making = f"create table {schema}.never_ends as {_ENDLESS}"
    script = (
        "import os, psycopg2\n"
        f"connection = psycopg2.connect(os.environ[{URL!r}])\n"
        f"connection.cursor().execute({making!r})"
    )
    killed = _start(script, until=making)
    killed.kill()
    killed.wait()
    assert _statements(making), "the server does not notice by itself"
    begun = time.monotonic()
    warehouse.prepare()
    assert time.monotonic() - begun < _LONGEST
    assert not _statements(making)


def test_a_command_that_stands_still_breaks_its_statement_off(
    warehouse: PostgresWarehouse,
) -> None:
    script = (
        "from customer_truth.cli.progress import progress\n"
        "from customer_truth.machine.interruption import Stalled, listen\n"
        "from customer_truth.machine.statements import break_off\n"
        "from customer_truth.warehouse.postgres import PostgresWarehouse\n"
        "listen(break_off)\n"
        "try:\n"
        "    with progress(0.05) as step, PostgresWarehouse('').building() as connection:\n"
        "        step('rules 3/40 customers')\n"
        f"        connection.exec_driver_sql({_ENDLESS!r})\n"
        "except Stalled as stalled:\n"
        "    print(*stalled.words)"
    )
    running = _start(script, until=_ENDLESS)
    out, err = running.communicate(timeout=_LONGEST)
    assert out.startswith("rules 3/40 customers: has taken no step since "), err
    assert not _statements(_ENDLESS)
