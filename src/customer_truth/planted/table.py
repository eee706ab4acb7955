"""Planted rows as a table of their mart, for any engine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from customer_truth.definitions.marts import Mart
from customer_truth.planted.rows import Values
from customer_truth.sql.text import quoted


def table_of(name: str, mart: Mart, rows: Iterable[Values], *, kind: str = "table") -> list[str]:
    """The statements that make a table of the mart's declared columns with these rows in it."""
    columns = ", ".join(f'"{column}" {data_type}' for column, data_type in mart.types.items())
    lines = [
        ", ".join(_cell(row.get(column), data_type) for column, data_type in mart.types.items())
        for row in rows
    ]
    values = ", ".join(f"({line})" for line in lines)
    made = f"create {kind} {name} ({columns})"
    return [made, f"insert into {name} values {values}"] if lines else [made]


def _cell(value: Any, data_type: str) -> str:
    if value is None:
        return "null"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"cast({quoted(text)} as {data_type})"
