"""Exceptions over many nights equal a plain bookkeeping of the same nights."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select
from sqlalchemy.pool import StaticPool

from customer_truth.expectations import failing_keys_table
from customer_truth.quality.exceptions import Night, merge, movements
from customer_truth.quality.tables import KEPT, exceptions, rules

FIRST_NIGHT = datetime(2026, 11, 1, 5)
RULES = ("amount_is_known", "owner_is_active")
FAILING = failing_keys_table("work")
UNJUDGED = "work.unjudged_keys"


@dataclass(frozen=True)
class Seen:
    """What plain bookkeeping knows of one exception."""

    first: datetime
    last: datetime
    reopened: int = 0
    resolved: datetime | None = None


def open_quality() -> Connection:
    engine = sqlalchemy.create_engine("truth_duckdb://", poolclass=StaticPool)
    connection = engine.connect()
    connection.exec_driver_sql("create schema quality")
    connection.exec_driver_sql("create schema work")
    KEPT.create_all(connection)
    FAILING.create(connection)
    connection.exec_driver_sql(f"create table {UNJUDGED} (rule_id text, record_key text)")
    return connection


def run_night(
    connection: Connection, number: int, failing: set[tuple[str, str]], errored: set[str]
) -> Night:
    run_id, as_of = f"run{number}", FIRST_NIGHT + timedelta(days=number)
    connection.execute(insert(rules), [_rule(run_id, name) for name in RULES])
    connection.execute(FAILING.delete())
    written = [{"rule_id": r, "record_key": k} for r, k in sorted(failing) if r not in errored]
    if written:
        connection.execute(insert(FAILING), written)
    evaluated = [name for name in RULES if name not in errored]
    return Night(run_id, as_of, "quality", "work.failing_keys", UNJUDGED, evaluated, RULES)


def _rule(run_id: str, name: str) -> dict[str, object]:
    said = dict.fromkeys(("title", "suite", "definition", "why", "fix", "dimension"), "x")
    return {
        **said,
        "run_id": run_id,
        "rule_id": name,
        "mart": "opportunities",
        "kind": "invariant",
        "owner": "sales_operations",
        "person": "Devon Marsh",
        "severity": "critical",
        "effective_from": FIRST_NIGHT.date(),
    }


def keep_books(
    books: dict[tuple[str, str], Seen], night: Night, failing: set[tuple[str, str]]
) -> None:
    for key in [k for k in failing if k[0] in night.evaluated]:
        seen = books.get(key)
        if seen is None:
            books[key] = Seen(night.as_of, night.as_of)
        else:
            again = 0 if seen.resolved is None else 1
            books[key] = replace(
                seen, last=night.as_of, reopened=seen.reopened + again, resolved=None
            )
    for key, seen in books.items():
        if key not in failing and key[0] in night.evaluated and seen.resolved is None:
            books[key] = replace(seen, resolved=night.as_of)


def read_back(connection: Connection) -> dict[tuple[str, str], Seen]:
    e = exceptions.c
    rows = connection.execute(
        select(e.rule_id, e.record_key, e.first_seen, e.last_seen, e.times_reopened, e.resolved)
    )
    return {(row[0], row[1]): Seen(*row[2:]) for row in rows}


KEYS = st.tuples(st.sampled_from(RULES), st.sampled_from("abc"))
NIGHTS = st.lists(st.tuples(st.sets(KEYS), st.sets(st.sampled_from(RULES))), max_size=6)


@settings(deadline=None, max_examples=40)
@given(NIGHTS)
def test_any_sequence_of_nights_is_kept_as_plain_bookkeeping_would(
    nights: list[tuple[set[tuple[str, str]], set[str]]],
) -> None:
    books: dict[tuple[str, str], Seen] = {}
    with open_quality() as connection:
        for number, (failing, errored) in enumerate(nights):
            night = run_night(connection, number, failing, errored)
            was_open = {k for k, seen in books.items() if seen.resolved is None}
            moved = movements(connection, night)
            merge(connection, night)
            keep_books(books, night, failing)
            assert read_back(connection) == books
            is_open = {k for k, seen in books.items() if seen.resolved is None}
            for rule in RULES:
                assert moved[rule].new == len([k for k in is_open - was_open if k[0] == rule])
                assert moved[rule].resolved == len([k for k in was_open - is_open if k[0] == rule])


def test_the_same_night_again_changes_nothing() -> None:
    failing = {("amount_is_known", "a"), ("owner_is_active", "b")}
    with open_quality() as connection:
        merge(connection, run_night(connection, 0, failing, set()))
        once = read_back(connection)
        night = run_night(connection, 0, failing, set())
        merge(connection, replace(night, run_id="run0"))
        assert read_back(connection) == once


def test_exceptions_of_a_rule_that_is_gone_are_resolved() -> None:
    with open_quality() as connection:
        merge(connection, run_night(connection, 0, {("owner_is_active", "b")}, set()))
        night = run_night(connection, 1, set(), set())
        only = replace(night, evaluated=RULES[:1], declared=RULES[:1])
        merge(connection, only)
        assert read_back(connection)["owner_is_active", "b"].resolved == night.as_of


def test_what_was_found_of_a_record_that_is_not_judged_any_more_stays_open() -> None:
    connection = open_quality()
    rule = RULES[0]
    merge(connection, run_night(connection, 1, {(rule, "crm:1"), (rule, "shop:1")}, set()))
    connection.exec_driver_sql(f"insert into {UNJUDGED} values ('{rule}', 'crm:1')")
    night = run_night(connection, 2, set(), set())
    assert movements(connection, night)[rule].resolved == 1
    merge(connection, night)
    still = select(exceptions.c.record_key).where(exceptions.c.resolved.is_(None))
    assert list(connection.scalars(still)) == ["crm:1"]
