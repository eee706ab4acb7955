"""A role with no more than docs/engines.md grants makes a night and gates a change."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from tests.conftest import ROOT, truth
from tests.gate.clone import clone_project, truth_in
from tests.gate.six_changes import SIX
from tests.postgres.nights import query
from tests.postgres.server import URL, own_database

_SQL = re.compile(r"```sql\n(.*?)```", re.DOTALL)
ROLE, READER = "truth", "reporting"


def documented(words: str) -> str:
    """The SQL of the documentation in which these words stand, for roles that there are."""
    (told,) = (
        sql for sql in _SQL.findall((ROOT / "docs/engines.md").read_text("utf-8")) if words in sql
    )
    return re.sub("create role .*;", "", told)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home whose raw tables somebody else loaded; the role has been granted nothing yet."""
    query("select 1")
    with own_database(f"least_{os.getpid()}"):
        found = tmp_path_factory.mktemp("least")
        words = ("demo", "--all-defects", "--customers", "500", "--target", "postgres")
        assert truth(*words, home=found).code == 0
        query(f"create role {ROLE} login; create role {READER} login")
        yield found
        (database,) = query("select current_database()")[0]
        query(f"drop owned by {ROLE}; revoke all on database {database} from {ROLE}")
        query(f"drop owned by {READER}; drop role {ROLE}; drop role {READER}")


def test_that_role_makes_a_night_and_gates_a_change_and_can_write_no_raw_table(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (database,) = query("select current_database()")[0]
    as_role = {"CUSTOMER_TRUTH_PG_USER": ROLE}
    refused = truth("nightly", "--target", "postgres", home=home, **as_role)
    assert refused.code == 2
    assert "Traceback" not in refused.err
    query(documented(f"create role {ROLE}").replace("warehouse", database))
    query(documented(f"to {READER}"))

    ended = truth("nightly", "--target", "postgres", home=home, **as_role)
    assert ended.code == 1, ended.err
    monkeypatch.setenv("CUSTOMER_TRUTH_PG_USER", ROLE)
    project = clone_project(tmp_path / "project")
    next(one for one in SIX if one.name == "threshold").edit(project, home)
    gated = truth_in(project, home, "gate", "--base", "HEAD", "--target", "postgres")
    assert gated.code == 1, gated.err
    assert "newly failing" in gated.out

    with (
        psycopg2.connect(os.environ[URL], user=ROLE) as connection,
        connection.cursor() as cursor,
        pytest.raises(psycopg2.errors.InsufficientPrivilege),
    ):
        cursor.execute("delete from salesforce.account")
    with (
        psycopg2.connect(os.environ[URL], user=READER) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("select count(*) from marts.orders")
        assert cursor.fetchone() > (0,)


def test_what_is_not_granted_is_told_with_where_it_is_listed(home: Path) -> None:
    query("create role stranger login")
    try:
        told = truth(
            *("nightly", "--target", "postgres"), home=home, CUSTOMER_TRUTH_PG_USER="stranger"
        )
    finally:
        query("drop role stranger")
    assert told.code == 2
    assert "docs/engines.md" in told.err
