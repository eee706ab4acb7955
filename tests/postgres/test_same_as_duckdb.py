"""The demo company on PostgreSQL: verdicts, counts and failing keys are those of DuckDB."""

from __future__ import annotations

import os
import time

from customer_truth.warehouse.postgres import PostgresWarehouse
from tests.conftest import NightHome, start_truth, truth
from tests.postgres.nights import PostgresNight
from tests.two_nights import known_of_marts, look_ups, outcomes, pages
from tests.warehouse_contents import query

EXCEPTIONS = (
    "select rule_id, record_key, mart, owner, decider, severity, customer_id, value, in_error, "
    "waiver_id, first_seen, last_seen, due, resolved, times_reopened from quality.exceptions "
)
READINGS = "select kind, context, typed, value, problem from quality.readings"


def test_every_rule_comes_to_the_same_verdict_and_counts(
    demo_night: NightHome, postgres_night: PostgresNight
) -> None:
    assert outcomes(postgres_night.run) == outcomes(demo_night.run)
    assert postgres_night.run["counts"] == demo_night.run["counts"]
    assert postgres_night.code == demo_night.ended.code


def test_the_lineage_of_every_mart_is_the_same(
    demo_night: NightHome, postgres_night: PostgresNight
) -> None:
    here = known_of_marts(demo_night.home, "duckdb")
    assert known_of_marts(postgres_night.home, "postgres") == here


def test_every_exception_is_the_same_record_by_record(
    demo_night: NightHome, postgres_night: PostgresNight
) -> None:
    on_duckdb = query(demo_night.home, EXCEPTIONS)
    assert on_duckdb
    assert sorted(postgres_night.query(EXCEPTIONS), key=repr) == sorted(on_duckdb, key=repr)


def test_every_identifier_is_read_the_same(
    demo_night: NightHome, postgres_night: PostgresNight
) -> None:
    on_duckdb = query(demo_night.home, READINGS)
    assert on_duckdb
    assert sorted(postgres_night.query(READINGS), key=repr) == sorted(on_duckdb, key=repr)


def test_every_look_up_answers_the_same(
    demo_night: NightHome, postgres_night: PostgresNight
) -> None:
    assert look_ups(postgres_night.home, "postgres") == look_ups(demo_night.home, "duckdb")


def test_every_site_tells_the_same_and_every_owner_hears_the_same(
    demo_night: NightHome, postgres_night: PostgresNight
) -> None:
    assert pages(postgres_night.home / "site", "postgres") == pages(
        demo_night.home / "site", "duckdb"
    )
    on_duckdb, on_postgres = (
        truth("notify", "--dry-run", *words, home=home).out.replace(str(home), "")
        for home, words in (
            (demo_night.home, ()),
            (postgres_night.home, ("--target", "postgres")),
        )
    )
    assert on_duckdb.count("To ") >= 8
    assert on_postgres == on_duckdb


def test_every_planted_defect_is_found_and_nothing_else(postgres_night: PostgresNight) -> None:
    ended = truth("demo", "--check", "--target", "postgres", home=postgres_night.home)
    assert ended.code == 0, ended.out
    assert "recall 100.0%, false alarms 0" in ended.out


def test_a_second_run_ends_at_once_and_says_who_holds_the_warehouse(
    postgres_night: PostgresNight,
) -> None:
    with PostgresWarehouse("").lock():
        ended = truth("nightly", "--target", "postgres", home=postgres_night.home)
    assert ended.code == 2
    assert f"process {os.getpid()}" in ended.err


def test_a_night_after_a_killed_one_changes_only_the_run_log(
    postgres_night: PostgresNight,
) -> None:
    before = sorted(postgres_night.query(EXCEPTIONS), key=repr)
    running = start_truth("nightly", "--target", "postgres", home=postgres_night.home)
    time.sleep(7)
    running.kill()
    running.wait()
    assert sorted(postgres_night.query(EXCEPTIONS), key=repr) == before
    ended = truth("nightly", "--target", "postgres", home=postgres_night.home)
    assert ended.code == postgres_night.code, ended.err
    assert sorted(postgres_night.query(EXCEPTIONS), key=repr) == before
    assert postgres_night.query(
        "select count(*) from information_schema.schemata where schema_name like 'next%'"
    ) == [(0,)], "a finished night leaves no place of building behind"
