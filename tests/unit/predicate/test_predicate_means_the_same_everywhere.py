"""DuckDB, PostgreSQL and three-valued logic in Python agree on every criterion."""

from __future__ import annotations

import os
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import duckdb
import psycopg2
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from random_criteria import AS_OF, COLUMNS, LIMITS, ROWS, Row, Term, criteria

from customer_truth.dialects import Dialect
from customer_truth.predicate.errors import PredicateError
from customer_truth.predicate.predicate import parse

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")


def _values(rows: list[Row]) -> str:
    def written(name: str, value: Any) -> str:
        if value is None:
            text = "null"
        elif isinstance(value, bool | int | Decimal):
            text = str(value).lower()
        else:
            text = "'" + str(value).replace("'", "''") + "'"
        return f"cast({text} as {COLUMNS[name]})"

    lines = (", ".join(written(name, row[name]) for name in COLUMNS) for row in rows)
    told = ", ".join(f"({at}, {line})" for at, line in enumerate(lines))
    return f"(values {told}) as t(row_id, {', '.join(COLUMNS)})"


@pytest.fixture(scope="module")
def engines() -> Iterator[dict[Dialect, Any]]:
    url = os.environ.get("TRUTH_TEST_POSTGRES_URL")
    found: dict[Dialect, Any] = {"duckdb": duckdb.connect().cursor()}
    connection = psycopg2.connect(url) if url else None
    if connection is not None:
        connection.autocommit = True
        found["postgres"] = connection.cursor()
    yield found
    if connection is not None:
        connection.close()


@settings(
    max_examples=int(os.environ.get("TRUTH_TEST_EXAMPLES", "200")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(criterion=criteria(), rows=st.lists(ROWS, min_size=1, max_size=4))
def test_a_criterion_means_the_same_on_every_engine_and_in_three_valued_logic(
    engines: dict[Dialect, Any], criterion: Term, rows: list[Row]
) -> None:
    try:
        predicate = parse(criterion.sql, COLUMNS, LIMITS)
    except PredicateError as refused:
        assert "all that engines hold exactly" in str(refused)
        reject()
    expected = [criterion.value(row) for row in rows]
    for dialect, cursor in engines.items():
        sql = predicate.sql(dialect, AS_OF)
        cursor.execute(f"select ({sql}) as passes from {_values(rows)} order by row_id")
        assert [row[0] for row in cursor.fetchall()] == expected, (dialect, sql)
