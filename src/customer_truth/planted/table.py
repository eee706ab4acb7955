"""Planted rows as a table of their mart, and a rule asked of it, in SQL of any engine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from customer_truth.criteria.rule_sql import Criterion
from customer_truth.definitions.marts import Mart
from customer_truth.planted.rows import Values
from customer_truth.sql.text import quoted


def table_of(name: str, mart: Mart, rows: Iterable[Values], *, kind: str = "table") -> list[str]:
    """The statements that make a table of the mart's declared columns with these rows in it."""
    columns = ", ".join(f'"{column}" {data_type}' for column, data_type in mart.types.items())
    lines = [
        ", ".join(
            f"cast({literal(row.get(column))} as {type_})" for column, type_ in mart.types.items()
        )
        for row in rows
    ]
    values = ", ".join(f"({line})" for line in lines)
    made = f"create {kind} {name} ({columns})"
    return [made, f"insert into {name} values {values}"] if lines else [made]


def judgement(criterion: Criterion, table: str) -> str:
    """A query of each record of a table: its key, whether the rule applies, whether it holds."""
    holds = f"coalesce(({criterion.must or 'true'}), false)"
    further = "".join(f', {sql} as "{name}"' for name, sql in criterion.columns.items())
    return (
        f'select "{criterion.rule.key}", coalesce({criterion.activation}, false), {holds} '
        f"from (select *{further} from {table}) as judged"
    )


def literal(value: Any) -> str:
    """A planted value as text for its column's type to be read from."""
    if value is None:
        return "null"
    return quoted(str(value).lower() if isinstance(value, bool) else str(value))
