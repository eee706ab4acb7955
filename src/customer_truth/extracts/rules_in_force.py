"""Writes the rules of the night, each with how often it was seen to pass and to fail."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, text

from customer_truth.planted.rows import Examples
from customer_truth.rules import Rule
from customer_truth.warehouse import Warehouse

_RULES = """
create table {schema}.rules_in_force (
    rule_id text, owner text, passing_count integer, failing_count integer
)
"""


def write_rules_in_force(
    connection: Connection,
    warehouse: Warehouse,
    rules: list[Rule],
    examples: Mapping[str, Examples],
) -> None:
    """Makes `rules_in_force`; the raw schema exists."""
    raw = warehouse.schema("raw", building=True)
    connection.exec_driver_sql(_RULES.format(schema=raw))
    rows = []
    for rule in rules:
        seen = examples.get(rule.id, Examples())
        rows.append(
            {"id": rule.id, "owner": rule.owner, "passing": seen.passing, "failing": seen.failing}
        )
    connection.execute(
        text(f"insert into {raw}.rules_in_force values (:id, :owner, :passing, :failing)"), rows
    )
