"""The gate on PostgreSQL: a change moves what it moves on DuckDB, and nothing is left behind."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.gate.six_changes import SIX, Proposal, parameters
from tests.gate.two_engines import Bench
from tests.postgres.nights import cut_connections, postgres_night_of, published, query, schemas
from tests.postgres.server import own_database

# A rule, the registry, a mart's SQL, who is who; the others before a release.
_ALWAYS = ("threshold", "mapping", "mart", "merge")
_LONGEST = 12.0
_LATER_RUN = """
insert into quality.runs
select (jsonb_populate_record(
    last_run, jsonb_build_object('run_id', 'later', 'started_at', started_at + interval '1 day')
)).* from quality.runs as last_run order by started_at desc limit 1
"""


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A small company in a database of its own: whoever else works on the server stays."""
    query("select 1")
    with own_database(f"gates_{os.getpid()}"):
        place = tmp_path_factory.mktemp("gates")
        postgres_night_of(place / "home", "--all-defects", "--customers", "500")
        yield Bench(place / "project", place / "home")


@pytest.mark.parametrize("proposal", parameters(_ALWAYS))
def test_a_change_moves_the_same_records_on_both_engines(
    bench: Bench, proposal: Proposal, tmp_path: Path
) -> None:
    bench.assert_alike(proposal, "postgres", tmp_path)
    assert not schemas(beginning="gate_")


def _cut(running: subprocess.Popen[str]) -> None:
    cut_connections()
    _, err = running.communicate(timeout=120)
    assert "Traceback" not in err
    # A gate that needed its connections no more is whole.
    assert running.returncode in (1, 2), err


def _killed(running: subprocess.Popen[str]) -> None:
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()


@pytest.mark.parametrize("end", [_cut, _killed], ids=["cut off", "killed"])
@pytest.mark.parametrize("times", [2, pytest.param(10, marks=pytest.mark.slow)])
def test_broken_off_at_random_moments_it_changes_nothing_and_the_next_one_sweeps(
    bench: Bench, end: Callable[[subprocess.Popen[str]], None], times: int
) -> None:
    moments = random.Random(20261130)
    found = published()
    with bench.changed(next(one for one in SIX if one.name == "mapping")):
        for _ in range(times):
            running = bench.start("postgres")
            time.sleep(moments.uniform(3, _LONGEST))
            end(running)
            assert published() == found
        ended = bench.gate("postgres")
    assert ended.code == 1, ended.err
    assert "deal_skips_no_stage" in ended.out
    assert published() == found
    assert not schemas(beginning="gate_")


def _wait_until_it_has_places() -> None:
    """By then it knows which night it reads."""
    end = time.monotonic() + 120
    while not schemas(beginning="gate_"):
        assert time.monotonic() < end
        time.sleep(0.2)


def test_a_night_that_is_published_meanwhile_is_told_and_not_cancelled(bench: Bench) -> None:
    with bench.changed(next(one for one in SIX if one.name == "threshold")):
        running = bench.start("postgres")
        _wait_until_it_has_places()
        query(_LATER_RUN)
        try:
            out, _ = running.communicate(timeout=300)
        finally:
            query("delete from quality.runs where run_id = 'later'")
    assert running.returncode == 2
    assert "has published another night while the change was gated" in " ".join(out.split())


def test_rows_written_since_the_night_are_not_blamed_on_the_change(bench: Bench) -> None:
    words = ("--format", "json")
    with bench.changed(next(one for one in SIX if one.name == "mapping")):
        before = json.loads(bench.gate("postgres", *words).out)
        query("update zendesk.ticket set subject = subject where id % 2 = 0")
        after = json.loads(bench.gate("postgres", *words).out)
    assert before["measured"]
    assert after["rules"] == before["rules"]
    assert {one["mart"] for one in after["marts"]} == {one["mart"] for one in before["marts"]}


def test_a_night_of_a_version_that_kept_less_is_refused_with_what_to_run(bench: Bench) -> None:
    query("alter schema night_raw rename to kept_aside")
    try:
        with bench.changed(SIX[0]):
            ended = bench.gate("postgres")
    finally:
        query("alter schema kept_aside rename to night_raw")
    assert ended.code == 2
    assert "then run: truth nightly" in " ".join(ended.out.split())
