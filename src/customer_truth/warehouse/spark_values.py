"""Values between Python and Spark: rows out of Arrow tables, and parameters and rows into them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

import pyarrow as pa

_WHOLE_ROWS = 50_000
# What the package calls Spark's types, as the engine in whose words it writes calls them.
_TOLD = {
    "string": "varchar",
    "int": "integer",
    "timestamp": "timestamp with time zone",
    "timestamp_ntz": "timestamp",
    "binary": "blob",
}
_MOST_DIGITS = 38
_EXACT = Context(prec=2 * _MOST_DIGITS)
_PART = re.compile(r'"((?:[^"]|"")*)"|([^.,"\s]+)')


def told_type(spark_type: str) -> str:
    """A type as the package's SQL names it."""
    return _TOLD.get(spark_type, spark_type)


def ticked(name: str) -> str:
    """A name in Spark's quotes."""
    return "`" + name.replace("`", "``") + "`"


def parts_of_name(said: str) -> list[str]:
    """The names in a relation such as `q."a b"`, or in a list of columns, without their quotes."""
    return [plain or in_quotes.replace('""', '"') for in_quotes, plain in _PART.findall(said)]


def rows_of(table: pa.Table) -> list[tuple[Any, ...]]:
    """An Arrow table as rows of Python's values; two columns may have one name."""
    if not table.num_columns:
        return [()] * table.num_rows
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def literals(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as Spark is given them, each with the type that its value has.

    Left to itself the driver asks the session of the calling thread how to take a moment, and finds
    none in any thread but one.
    """
    return {name: _literal(value) for name, value in parameters.items()}


def _literal(value: Any) -> Any:
    from pyspark.sql.connect.column import Column
    from pyspark.sql.connect.expressions import LiteralExpression
    from pyspark.sql.types import DecimalType, TimestampNTZType, TimestampType

    if isinstance(value, datetime):
        kind = TimestampType() if value.tzinfo else TimestampNTZType()
        return Column(LiteralExpression(value, kind))
    if isinstance(value, Decimal):
        digits, exponent = value.as_tuple().digits, int(value.as_tuple().exponent)
        scale = max(0, -exponent)
        size = min(_MOST_DIGITS, max(len(digits) + max(0, exponent), scale + 1))
        return Column(LiteralExpression(value, DecimalType(size, scale)))
    if isinstance(value, list | tuple):
        return [_literal(each) for each in value]
    return value


def pages(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    """Rows in lists of bounded length."""
    page: list[Sequence[Any]] = []
    for row in rows:
        page.append(row)
        if len(page) == _WHOLE_ROWS:
            yield page
            page = []
    if page:
        yield page


def arrow_table(
    schema: pa.Schema, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> pa.Table:
    """Rows as a table of that schema; a column of it that is not among `columns` is unknown."""
    places = {name.lower(): place for place, name in enumerate(columns)}
    if unknown := set(places) - {name.lower() for name in schema.names}:
        raise ValueError(f"has no column {', '.join(sorted(unknown))}")
    arrays = []
    for wanted in schema:
        place = places.get(wanted.name.lower())
        values = [None] * len(rows) if place is None else [row[place] for row in rows]
        arrays.append(_array(values, wanted.type))
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(values: list[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_timestamp(kind):
        values = [_in_zone(value, kind.tz) for value in values]
    elif pa.types.is_decimal(kind):
        values = [_rounded(value, kind.scale) for value in values]
    try:
        return pa.array(values, kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        # A number for a text, a text for a day: what a cast can make of it.
        return pa.array(values).cast(kind)


def _rounded(value: Any, scale: int) -> Decimal | None:
    if value is None:
        return None
    # A float is meant as it is written.
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return exact.quantize(Decimal(1).scaleb(-scale), ROUND_HALF_UP, _EXACT)


def _in_zone(value: Any, zone: str | None) -> Any:
    """A moment with a zone where the column has one, and as UTC where it has none."""
    if not isinstance(value, datetime):
        return value
    if zone is None:
        return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    return value if value.tzinfo else value.replace(tzinfo=UTC)
