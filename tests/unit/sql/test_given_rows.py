"""Many rows go to a statement at once, as its parameters."""

from __future__ import annotations

import sqlalchemy as sa

from customer_truth.sql.given_rows import given_rows

_COLUMNS = {"key": "text", "day": "date"}


def test_rows_are_given_in_parts_and_each_as_it_is() -> None:
    rows = [(f"it's {number}", None) for number in range(1001)]
    parts = list(given_rows(_COLUMNS, rows))
    found = []
    with sa.create_engine("truth_duckdb://").connect() as connection:
        for given, parameters in parts:
            query = sa.text(f"select key, day from {given}")
            found += [tuple(row) for row in connection.execute(query, parameters)]
    assert sorted(found) == sorted(rows)
    assert len(parts) == 3


def test_without_rows_there_is_nothing_to_run() -> None:
    assert list(given_rows(_COLUMNS, [])) == []
