"""Binds what earlier nights kept for the marts, and the place that matching fills later."""

from __future__ import annotations

from sqlalchemy import Connection

from customer_truth.quality.tables import contradictions, customer_id_changes, customer_ids
from customer_truth.warehouse import Warehouse
from customer_truth.warehouse.base import QUALITY

_SCORED_PAIRS = """
create table if not exists {schema}.scored_pairs (
    record_id_a text, record_id_b text, match_weight double precision,
    match_probability double precision, agreed_on text, differs_on text, unknown_on text
)
"""
_CROWDS = """
create table if not exists {schema}.crowds (
    crowd_id text, shared_fields text, record_count integer, customer_count integer,
    most_sharing integer, record_id text, record_ids text
)
"""


def bind_identity(connection: Connection, warehouse: Warehouse) -> None:
    """Makes views on what was kept, and the tables that matching fills; the raw schema exists."""
    raw = warehouse.schema("raw", building=True)
    quality = warehouse.schema(QUALITY, building=True)
    for name, table in (
        ("last_customer_ids", customer_ids),
        ("past_customer_id_changes", customer_id_changes),
        ("last_contradictions", contradictions),
    ):
        columns = ", ".join(table.columns.keys())
        connection.exec_driver_sql(
            f"create view {raw}.{name} as select {columns} from {quality}.{table.name}"
        )
    bind_matching(connection, warehouse)


def bind_matching(connection: Connection, warehouse: Warehouse) -> None:
    """Makes the tables that matching fills; one that stands there stays as it is."""
    intermediate = warehouse.schema("intermediate", building=True)
    connection.exec_driver_sql(f"create schema if not exists {intermediate}")
    for filled_later in (_SCORED_PAIRS, _CROWDS):
        connection.exec_driver_sql(filled_later.format(schema=intermediate))
