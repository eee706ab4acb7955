"""A night on PostgreSQL whose connections are cut says so, and leaves the last one as it was."""

from __future__ import annotations

import json
import os
import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, TRUTH, truth
from tests.postgres.nights import (
    PostgresNight,
    cut_connections,
    postgres_night_of,
    published,
    query,
    schemas,
)
from tests.postgres.server import own_database

_SMALL = ("--all-defects", "--customers", "500")
_LONGEST = 25.0


@pytest.fixture(scope="module")
def small_night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresNight]:
    """A small company in a database of its own: whoever else works on the server stays."""
    query("select 1")
    with own_database(f"broken_off_{os.getpid()}"):
        yield postgres_night_of(tmp_path_factory.mktemp("small"), *_SMALL)


def _start(night: PostgresNight) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [TRUTH, "nightly", "--target", "postgres"],
        cwd=ROOT,
        env={**os.environ, "CUSTOMER_TRUTH_HOME": str(night.home), "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _found(run: dict[str, Any]) -> set[tuple[str, str, int]]:
    """What a night found of each rule that it judged; a later one can judge more of them."""
    return {
        (rule["id"], rule["verdict"], rule["failing"])
        for rule in run["rules"]
        if rule["verdict"] in ("passed", "warned", "failed")
    }


@pytest.mark.parametrize("times", [4, pytest.param(10, marks=pytest.mark.slow)])
def test_cut_off_at_random_moments_a_night_says_so_and_the_next_one_completes(
    small_night: PostgresNight, tmp_path: Path, times: int
) -> None:
    moments = random.Random(20261130)
    found = published()
    broken_off = 0
    for _ in range(times):
        running = _start(small_night)
        time.sleep(moments.uniform(1, _LONGEST))
        cut_connections()
        _, err = running.communicate(timeout=300)
        assert "Traceback" not in err
        if running.returncode == 2:
            broken_off += 1
            assert published() == found, err
            assert "Run again" in err or "run again" in err, err
        else:
            # Its last connections were cut when the night was published already.
            assert running.returncode == small_night.code, err
            found = published()
    assert broken_off >= times // 2
    report = tmp_path / "run.json"
    ended = truth("nightly", "--target", "postgres", "--json", report, home=small_night.home)
    assert ended.code == small_night.code, ended.err
    assert _found(json.loads(report.read_text())) >= _found(small_night.run)
    assert not schemas(beginning="next")


def test_a_server_that_stops_working_too_soon_is_told_with_what_to_set(
    small_night: PostgresNight,
) -> None:
    (database,) = query("select current_database()")[0]
    query(f"alter database {database} set statement_timeout = '40ms'")
    try:
        ended = truth("nightly", "--target", "postgres", home=small_night.home)
    finally:
        query(f"alter database {database} reset statement_timeout")
    assert ended.code == 2
    assert "statement timeout" in ended.err
    assert "set statement_timeout" in ended.err
