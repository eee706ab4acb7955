"""Which declared columns and tables of the systems that are on are not in the extracts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, inspect, text

from customer_truth.extracts.check import Bound

_TABLE = "not_in_extracts"


def write_lacking(connection: Connection, raw: str, bound: Sequence[Bound]) -> None:
    """Makes `not_in_extracts` beside the raw tables: `system.table` or `system.table.column`."""
    connection.exec_driver_sql(f"create table {raw}.{_TABLE} (name text)")
    rows = [{"name": name} for each in bound for name in each.lacks]
    if rows:
        connection.execute(text(f"insert into {raw}.{_TABLE} values (:name)"), rows)


def read_lacking(connection: Connection, raw: str) -> frozenset[str]:
    """What the extracts of a night lack; nothing where an older version did not write it down."""
    if not inspect(connection).has_table(_TABLE, raw):
        return frozenset()
    return frozenset(connection.exec_driver_sql(f"select name from {raw}.{_TABLE}").scalars())
