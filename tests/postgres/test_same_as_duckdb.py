"""The demo company on PostgreSQL: verdicts, counts and failing keys are those of DuckDB."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from tests.conftest import NightHome, missing_part, truth
from tests.postgres.server import binaries, running_server
from tests.warehouse_contents import query

JUDGED = ("verdict", "reason", "records", "failing", "waived", "new", "resolved", "value_at_risk")
EXCEPTIONS = (
    "select rule_id, record_key, mart, owner, decider, severity, customer_id, value_at_stake, "
    "waiver_id, first_seen, last_seen, due, resolved, times_reopened from quality.exceptions "
)


@dataclass(frozen=True)
class PostgresNight:
    environment: dict[str, str]
    home: Path
    code: int
    run: dict[str, Any]

    def query(self, sql: str) -> list[tuple[object, ...]]:
        at = self.environment
        with (
            psycopg2.connect(
                host=at["CUSTOMER_TRUTH_PG_HOST"],
                port=at["CUSTOMER_TRUTH_PG_PORT"],
                user=at["CUSTOMER_TRUTH_PG_USER"],
                dbname=at["CUSTOMER_TRUTH_PG_DATABASE"],
            ) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
            return cursor.fetchall()


@pytest.fixture(scope="session")
def postgres_night() -> Iterator[PostgresNight]:
    programs = binaries()
    if programs is None:
        missing_part("the PostgreSQL server (Debian: postgresql)")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        home.chmod(0o755)
        with running_server(programs, home / "server") as environment:
            made = truth("demo", "--target", "postgres", home=home, **environment)
            assert made.code == 0, made.err
            ended = truth(
                *("nightly", "--target", "postgres", "--json", home / "run.json"),
                home=home,
                **environment,
            )
            assert ended.code in (0, 1), ended.err
            run = json.loads((home / "run.json").read_text())
            yield PostgresNight(environment, home, ended.code, run)


def test_every_rule_comes_to_the_same_verdict_and_counts(
    demo_night: NightHome, postgres_night: PostgresNight
) -> None:
    on_duckdb = {r["id"]: {k: r[k] for k in JUDGED} for r in demo_night.run["rules"]}
    on_postgres = {r["id"]: {k: r[k] for k in JUDGED} for r in postgres_night.run["rules"]}
    assert on_postgres == on_duckdb
    assert postgres_night.run["counts"] == demo_night.run["counts"]
    assert postgres_night.code == demo_night.ended.code


def test_every_exception_is_the_same_record_by_record(
    demo_night: NightHome, postgres_night: PostgresNight
) -> None:
    on_duckdb = query(demo_night.home, EXCEPTIONS)
    assert on_duckdb
    assert sorted(postgres_night.query(EXCEPTIONS), key=repr) == sorted(on_duckdb, key=repr)


def test_every_planted_defect_is_found_and_nothing_else(postgres_night: PostgresNight) -> None:
    ended = truth(
        *("demo", "--check", "--target", "postgres"),
        home=postgres_night.home,
        **postgres_night.environment,
    )
    assert ended.code == 0, ended.out
    assert "recall 100.0%, false alarms 0" in ended.out


def test_a_second_night_changes_only_the_run_log(postgres_night: PostgresNight) -> None:
    before = sorted(postgres_night.query(EXCEPTIONS), key=repr)
    ended = truth(
        "nightly", "--target", "postgres", home=postgres_night.home, **postgres_night.environment
    )
    assert ended.code == postgres_night.code, ended.err
    assert sorted(postgres_night.query(EXCEPTIONS), key=repr) == before
    assert postgres_night.query(
        "select count(*) from information_schema.schemata where schema_name like 'next%'"
    ) in ([(0,)], [(1,)])
