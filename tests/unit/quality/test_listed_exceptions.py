"""What the list of exceptions says of each: how its failure reads, and what was not looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Table, create_engine, insert
from sqlalchemy.pool import StaticPool

from customer_truth.lookups.nights import Filter, count_not_looked_at, exceptions_query
from customer_truth.quality.tables import exceptions, rules, runs

CUT, STALE = "not judged: desk.ticket is cut", "not judged: crm.lead is stale"
FOUND = [
    ("r1", "a", CUT, None), ("r1", "b", CUT, None), ("r2", "c", STALE, None),
    ("r2", "d", None, None), ("r3", "e", CUT, datetime(2026, 1, 2)),
]  # fmt: skip
BROKEN = [("first", "r1", "Old words"), ("second", "r1", "Deals without a price")]


@pytest.fixture
def connection() -> Iterator[Connection]:
    """Two nights' list of rules, and exceptions of which the last night knows one rule."""
    engine = create_engine("truth_duckdb://", poolclass=StaticPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("create schema quality")
        for table in (exceptions, rules, runs):
            table.create(connection)
        for rule, key, reason, resolved in FOUND:
            _add(
                connection, exceptions, rule_id=rule, record_key=key, resolved=resolved,
                not_looked_at=reason,
            )  # fmt: skip
        for number, (run, rule, broken) in enumerate(BROKEN):
            _add(connection, runs, run_id=run, started_at=datetime(2026, 1, 1 + number))
            _add(connection, rules, run_id=run, rule_id=rule, broken=broken)
        yield connection


def _add(connection: Connection, to: Table, **values: Any) -> None:
    """Adds a row, with something in each column that must not be empty."""
    for column in to.columns:
        if not column.nullable:
            kind = column.type.python_type
            values.setdefault(column.name, "x" if kind is str else _FILLED[kind.__name__])
    connection.execute(insert(to).values(values))


_FILLED = {"int": 0, "datetime": datetime(2026, 1, 1), "date": datetime(2026, 1, 1).date()}


def test_exceptions_that_were_not_looked_at_are_counted_by_their_reason(
    connection: Connection,
) -> None:
    assert count_not_looked_at(connection, Filter()) == {CUT: 2, STALE: 1}
    assert count_not_looked_at(connection, Filter(rule="r2")) == {STALE: 1}
    assert count_not_looked_at(connection, Filter(rule="r4")) == {}


def test_an_exception_says_how_the_last_night_words_its_failure(connection: Connection) -> None:
    rows = connection.execute(exceptions_query(Filter())).mappings()
    told = {row["record_key"]: row["broken"] for row in rows}
    words = "Deals without a price"
    assert told == {"a": words, "b": words, "c": None, "d": None}
