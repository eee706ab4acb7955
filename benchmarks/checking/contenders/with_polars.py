"""A polars script: each rule a filter, the failing keys in one frame."""

from typing import Any

import duckdb
import polars as pl
from told import answer, asked

path, rules = asked()
with duckdb.connect(path, read_only=True) as connection:
    frame = connection.execute("from records").pl().lazy()


def fails(rule: dict[str, Any]) -> pl.Expr:
    """Where the rule does not hold."""
    column, limit = pl.col(rule["column"]), rule["limit"]
    match rule["shape"]:
        case "present":
            return column.is_null()
        case "at_least":
            return column < limit
        case "at_most":
            return column > limit
        case "one_of":
            return ~column.is_in(limit)
        case _:
            return column.str.len_chars() > limit


parts = [
    frame.filter(fails(rule)).select(
        pl.lit(rule["id"]).alias("rule_id"), "record_id", "customer_id"
    )
    for rule in rules
]
found = pl.concat(parts).collect()
counts = dict(found.group_by("rule_id").len().iter_rows())
answer({rule["id"]: counts.get(rule["id"], 0) for rule in rules}, found.height)
