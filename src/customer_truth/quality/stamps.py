"""Keeps how new the extracts of each system were, for the next night to compare."""

from __future__ import annotations

from sqlalchemy import Connection


def keep_sync_stamps(connection: Connection, raw: str, quality: str) -> None:
    """Replaces what the last night kept of the systems that this one read."""
    connection.exec_driver_sql(
        f"delete from {quality}.sync_stamps "
        f"where source_system in (select source_system from {raw}.sync_stamps)"
    )
    connection.exec_driver_sql(
        f"insert into {quality}.sync_stamps (source_system, newest) "
        f"select source_system, newest from {raw}.sync_stamps"
    )
