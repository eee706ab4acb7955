"""A command that takes no step for a set time is ended, whatever it waits for."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import Ended

_ENDLESS = "with recursive n as (select 1 as i union all select i + 1 from n) select max(i) from n"
_BEGIN = f"""
import signal, time, duckdb, sqlalchemy
from customer_truth.cli import watch
from customer_truth.cli.progress import progress
from customer_truth.machine.interruption import Interrupted, Stalled, heed, listen
from customer_truth.machine.statements import break_off
from customer_truth.warehouse.private_database import private_database
from customer_truth.warehouse import duckdb as _
endless = "{_ENDLESS}"
engine = sqlalchemy.create_engine("truth_duckdb://")
listen(break_off)
"""


def _run(*lines: str) -> Ended:
    script = _BEGIN + "\n".join(lines)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False
    )
    return Ended(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(
    "waits",
    [
        "time.sleep(100)",
        "engine.connect().exec_driver_sql(endless)",
        "list(engine.connect().execution_options(yield_per=9).exec_driver_sql(endless))",
        "with private_database(Path(tempfile.mkdtemp()), 'own') as own: own.execute(endless)",
    ],
)
def test_whoever_takes_no_step_is_ended_where_it_stands(waits: str) -> None:
    ended = _run(
        "import tempfile",
        "from pathlib import Path",
        "try:",
        "    with progress(0.02) as step:",
        "        step('rules 3/40 customers')",
        f"        {waits}",
        "except BaseException:",
        "    try:",
        "        heed()",
        "    except Stalled as stalled:",
        "        print(*stalled.words)",
    )
    assert ended.code == 0, ended.err
    assert ended.out.startswith("rules 3/40 customers: has taken no step since ")
    assert "needs one within 0.02 minutes" in ended.out
    assert "stall_minutes in dbt_project.yml" in ended.out


_BUSY = "select count(*) from range(300000) as a(x), range(300000) as b(y) where (x * y) % 7 = 3"


@pytest.mark.parametrize(
    "statement",
    [
        f"engine.connect().exec_driver_sql('{_BUSY}')",
        f"with private_database(Path(tempfile.mkdtemp()), 'own') as own: own.execute('{_BUSY}')",
    ],
)
@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_breaks_off_the_statement_that_is_waited_for(statement: str, number: str) -> None:
    ended = _run(
        "import os, tempfile, threading",
        "from pathlib import Path",
        f"stop = lambda: os.kill(os.getpid(), signal.{number})",
        "threading.Timer(1, stop).start()",
        "begun = time.monotonic()",
        "try:",
        f"    {statement}",
        "except BaseException:",
        "    try:",
        "        heed()",
        "    except Interrupted as received:",
        "        print(received, time.monotonic() - begun < 30)",
    )
    assert ended.out == f"{number} True\n", ended.err


def test_what_swallowed_the_end_takes_no_further_step() -> None:
    ended = _run(
        "with progress(0.02) as step:",
        "    step('rules 3/40 customers')",
        "    try:",
        "        time.sleep(100)",
        "    except BaseException:",
        "        step('rules 4/40 orders')",
        "    print('went on')",
    )
    assert ended.code == 1 and "went on" not in ended.out
    assert "Stalled" in ended.err


def test_whoever_takes_its_steps_in_time_is_left_alone() -> None:
    ended = _run(
        "with progress(0.02) as step:",
        "    for number in range(8):",
        "        step(f'rules {number}/8 customers')",
        "        time.sleep(0.4)",
        "time.sleep(2)",
        "print('done')",
    )
    assert ended.out == "done\n", ended.err


def test_an_engine_that_does_not_answer_is_ended_with_its_process() -> None:
    ended = _run(
        "watch._GRACE = 1.0",
        "with progress(0.02) as step:",
        "    step('rules 3/40 customers')",
        # Whether DuckDB lets a signal through to Python depends on its threads.
        "    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})",
        "    duckdb.execute(endless)",
    )
    assert ended.code == 2, ended.err
    assert "rules 3/40 customers: has taken no step since " in ended.err
    assert "did not end in 1 s and is ended here. What was published stays." in ended.err
