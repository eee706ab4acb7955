"""Binds what the marts of governance look back on: the rules in force, and the open cases."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, text

from customer_truth.quality.tables import contradictions
from customer_truth.rules import Rule
from customer_truth.rules.examples import Examples
from customer_truth.warehouse import Warehouse
from customer_truth.warehouse.base import QUALITY

_RULES = """
create table {schema}.rules_in_force (
    rule_id text, owner text, passing_count integer, failing_count integer
)
"""


def bind_governance(
    connection: Connection,
    warehouse: Warehouse,
    rules: list[Rule],
    examples: Mapping[str, Examples],
) -> None:
    """Makes `last_contradictions` and `rules_in_force`; the raw schema exists."""
    raw = warehouse.schema("raw", building=True)
    quality = warehouse.schema(QUALITY, building=True)
    columns = ", ".join(contradictions.columns.keys())
    connection.exec_driver_sql(
        f"create view {raw}.last_contradictions as "
        f"select {columns} from {quality}.{contradictions.name}"
    )
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
