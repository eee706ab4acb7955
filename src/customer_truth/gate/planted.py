"""The planted rows of one rule as a relation: what both sides were seen to pass and to fail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from customer_truth.definitions.marts import Mart
from customer_truth.planted.rows import Examples
from customer_truth.planted.table import literal
from customer_truth.rules import Rule
from customer_truth.sql.text import quoted

ROW = "planted_row"


def planted_relation(mart: Mart, rule: Rule, sides: Sequence[Mapping[str, Examples]]) -> str | None:
    """SQL for the rows of `rule` on all sides, each named in the column `planted_row`.

    What a row does not name, or what cannot be read as its column's type, is unknown in it.
    """
    rows: dict[str, Mapping[str, Any]] = {}
    for examples in reversed(sides):
        for row in examples.get(rule.id, Examples()).rows:
            if row.values not in rows.values():
                name = f"{row.group}/{row.number}"
                rows[name if name not in rows else f"{name} of the base"] = row.values
    if not rows:
        return None
    columns = ", ".join(f'"{name}"' for name in (ROW, *mart.types))
    lines = ", ".join(_line(name, row, mart, rule) for name, row in rows.items())
    return f"(values {lines}) as planted({columns})"


def _line(name: str, row: Mapping[str, Any], mart: Mart, rule: Rule) -> str:
    said = {rule.key: name, **row}
    cells = (
        f"try_cast({literal(said.get(column))} as {type_})" for column, type_ in mart.types.items()
    )
    return f"({', '.join((quoted(name), *cells))})"
