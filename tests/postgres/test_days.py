"""A moment is of the same day on every engine, and days are counted alike in rules and models."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import psycopg2
import pytest

from customer_truth.predicate.predicate import parse
from tests.conftest import missing_part
from tests.sql_of import sql_of

POSTGRES = os.environ.get("TRUTH_TEST_POSTGRES_URL")

NIGHT = datetime(2026, 11, 2, 5, tzinfo=UTC)
ZONES = ("America/Los_Angeles", "Australia/Sydney", "Europe/Berlin", "UTC")
# The hours around changes of clocks, of which some come twice and some never.
CHANGES = (
    *(datetime(2026, 3, 29, 1), datetime(2026, 10, 25, 1), datetime(2026, 11, 1, 9)),
    *(datetime(2026, 3, 8, 10), datetime(2026, 4, 4, 16), datetime(2026, 10, 3, 16)),
)
TEXTS = (
    *("2026-12-31", "2027-01-01T03:00:00Z", "2026-12-31T00:00:00-08:00", "2026-12-31 00:00"),
    *("2026-02-30", "31/12/2026", "soon", "2026-02-30T00:00:00", "2026-12-31T24:99:00Z"),
)
EXPRESSIONS = {
    "days": "{{ days_between('a', 'b') }}",
    "day": "{{ system_day(\"'crm'\", 'a') }}",
    "time": "{{ system_time(\"'crm'\", 'a') }}",
    "today": "{{ system_today(\"'crm'\") }}",
    "date_time": "{{ as_declared('a', 'date', 'timestamp', 'crm') }}",
    "moment": "{{ as_declared('a', 'date', 'timestamp', 'crm', true) }}",
    "typed": "{{ try_day(\"'crm'\", 'said') }}",
    "said": "{{ try_day(\"'crm'\", 'said', is_moment=true) }}",
    "kept": (
        "{{ keeps_bound('a', '<=', 'b', \"+ interval '10 minutes'\", "
        "'cast(b as date)', 'cast(b as date) + 2', \"'Europe/Berlin'\") }}"
    ),
    "local": "{{ local_number('phone', 'problem') }}",
    "street": "{{ street_key('street') }}",
}


def moments() -> Iterator[tuple[datetime, datetime]]:
    rng = random.Random(7)
    for change in CHANGES:
        for minutes in (-90, -60, -30, -1, 0, 1, 30, 59, 60, 90):
            yield change, change + timedelta(minutes=minutes)
    for _ in range(60):
        first = datetime(2026, 1, 1) + timedelta(seconds=rng.randrange(31_536_000))
        yield first, first + timedelta(seconds=rng.randrange(-8_000_000, 8_000_000))


def statements(engine: str, zone: str) -> Iterator[str]:
    """What makes the tables, then one query."""
    yield "create table as_of as select timestamp '2026-11-02 05:00:00' as as_of"
    yield (
        f"create table system_clocks as select cast('crm' as text) as source_system, "
        f"cast('{zone}' as text) as time_zone"
    )
    rows = [
        f"({at}, timestamp '{a}', timestamp '{b}', '{TEXTS[at % len(TEXTS)]}')"
        for at, (a, b) in enumerate(moments())
    ]
    yield "create table moments (place integer, a timestamp, b timestamp, said text)"
    yield f"insert into moments values {', '.join(rows)}"
    yield (
        "create table listed as select cast('555-0134 x12' as text) as phone, "
        "cast('no area code' as text) as problem, "
        "cast('12 W. Main Street between 57th and 58th Sts.' as text) as street"
    )
    given = {"target": {"schema": "public"}}
    columns = [
        f"{sql_of(said, engine, given=given)} as {name}" for name, said in EXPRESSIONS.items()
    ]
    rule = parse("days_between(a, b) >= :days", {"a": "timestamp", "b": "timestamp"}, {"days": 3})
    columns.append(f"{rule.sql(engine, NIGHT)} as ruled")  # type: ignore[arg-type]
    yield f"select {', '.join(columns)} from moments cross join listed order by place"


@pytest.mark.parametrize("zone", ZONES)
def test_both_engines_make_the_same_days_of_moments_and_texts(zone: str) -> None:
    if POSTGRES is None:
        missing_part("a PostgreSQL server (make test-postgres brings one up)")
    *made, query = statements("duckdb", zone)
    with duckdb.connect() as connection:
        for statement in made:
            connection.execute(statement)
        expected: list[Any] = connection.execute(query).fetchall()
    *made, query = statements("postgres", zone)
    functions = sql_of(
        "{{ create_functions() }}", "postgres", given={"target": {"schema": "public"}}
    )
    server = psycopg2.connect(POSTGRES)
    try:
        with server.cursor() as cursor:
            for statement in (functions, *made, query):
                cursor.execute(statement)
            assert cursor.fetchall() == expected
    finally:
        server.rollback()
        server.close()
    assert len(expected) > 100
