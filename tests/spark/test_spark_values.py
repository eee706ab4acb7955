"""Rows go to Spark and come back as Python's own values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pyarrow as pa
import pytest

from customer_truth.warehouse.spark_values import (
    arrow_table,
    literals,
    pages,
    parts_of_name,
    rows_of,
    ticked,
    told_type,
)

SCHEMA = pa.schema(
    [
        ("key", pa.string()),
        ("amount", pa.decimal128(18, 2)),
        ("at", pa.timestamp("us")),
        ("instant", pa.timestamp("us", tz="UTC")),
        ("on_day", pa.date32()),
        ("is_on", pa.bool_()),
        ("share", pa.float64()),
        ("number", pa.int32()),
        ("names", pa.list_(pa.string())),
    ]
)
MOMENT = datetime(2026, 3, 29, 2, 30, 0, 123456)
ROW = (
    "a",
    Decimal("1.50"),
    MOMENT,
    MOMENT.replace(tzinfo=UTC),
    date(2026, 3, 29),
    True,
    0.25,
    7,
    ["x", None],
)


def test_rows_come_back_as_they_went() -> None:
    nothing = tuple([None] * len(ROW))
    table = arrow_table(SCHEMA, SCHEMA.names, [ROW, nothing])
    assert rows_of(table) == [ROW, nothing]


def test_columns_are_found_by_name_and_the_others_are_unknown() -> None:
    table = arrow_table(SCHEMA, ["NUMBER", "key"], [(1, "a"), (2, "b")])
    rows = rows_of(table.select(["key", "number", "amount"]))
    assert rows == [("a", 1, None), ("b", 2, None)]


def test_a_column_that_the_table_has_not_is_refused() -> None:
    with pytest.raises(ValueError, match="has no column nothing"):
        arrow_table(SCHEMA, ["nothing"], [(1,)])


@pytest.mark.parametrize(
    ("column", "value", "kept"),
    [
        ("share", Decimal("0.25"), 0.25),
        ("amount", 1.5, Decimal("1.50")),
        ("amount", -1.005, Decimal("-1.01")),
        ("amount", 2, Decimal("2.00")),
        ("amount", Decimal("2.345"), Decimal("2.35")),
        ("amount", "12.5", Decimal("12.50")),
        ("number", Decimal(7), 7),
        ("number", "7", 7),
        ("on_day", "2026-03-29", date(2026, 3, 29)),
        ("at", "2026-03-29 02:30:00.123456", MOMENT),
        ("is_on", "true", True),
        ("key", 12, "12"),
    ],
)
def test_a_value_of_another_type_is_cast(column: str, value: object, kept: object) -> None:
    (row,) = rows_of(arrow_table(SCHEMA, [column], [(value,)]).select([column]))
    assert row == (kept,)


def test_a_moment_with_a_zone_is_kept_as_utc_where_the_column_has_none() -> None:
    in_zone = datetime(2026, 3, 29, 4, 30, tzinfo=timezone(timedelta(hours=2)))
    (row,) = rows_of(arrow_table(SCHEMA, ["at"], [(in_zone,)]).select(["at"]))
    assert row == (datetime(2026, 3, 29, 2, 30),)


def test_two_columns_may_have_one_name() -> None:
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["n", "n"])
    assert rows_of(table) == [(1, 2)]


def test_parameters_have_the_types_of_their_values() -> None:
    given = literals(
        {"at": MOMENT, "instant": MOMENT.replace(tzinfo=UTC), "amount": Decimal("-12.50"), "n": 1}
    )
    kinds = {name: str(value._expr._dataType) for name, value in given.items() if name != "n"}
    assert given["n"] == 1
    assert kinds == {
        "at": "TimestampNTZType()",
        "instant": "TimestampType()",
        "amount": "DecimalType(4,2)",
    }


@pytest.mark.parametrize(
    ("spark", "told"),
    [
        ("string", "varchar"),
        ("timestamp_ntz", "timestamp"),
        ("timestamp", "timestamp with time zone"),
        ("decimal(18,2)", "decimal(18,2)"),
        ("array<string>", "array<string>"),
    ],
)
def test_types_are_told_in_the_words_of_the_package(spark: str, told: str) -> None:
    assert told_type(spark) == told


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("q.readings", ["q", "readings"]),
        ('"a.b" . "c ""d"""', ["a.b", 'c "d"']),
        ('rule_id, "a, b"', ["rule_id", "a, b"]),
        ("", []),
    ],
)
def test_names_are_told_apart_by_their_quotes(said: str, names: list[str]) -> None:
    assert parts_of_name(said) == names


def test_a_name_in_quotes_of_spark_may_hold_them() -> None:
    assert ticked("a `b`.c") == "`a ``b``.c`"


def test_many_rows_are_cut_into_pages() -> None:
    sizes = [len(page) for page in pages([(n,)] for n in range(120_000))]
    assert sizes == [50_000, 50_000, 20_000]
