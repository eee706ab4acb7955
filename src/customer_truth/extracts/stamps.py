"""Are the extracts older than those of the last night? What came in later would be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, text

from customer_truth.errors import Unusable

Stamps = Mapping[str, datetime]


def refuse_older(connection: Connection, quality: str, stamps: Stamps) -> None:
    """`Unusable` for each system whose newest sync stamp (UTC) is before the last night's."""
    kept = connection.exec_driver_sql(f"select source_system, newest from {quality}.sync_stamps")
    last_night: dict[str, datetime] = {row.source_system: row.newest for row in kept}
    older = [
        f"{system}: has extracts whose newest sync is of {stamps[system]} UTC, needs none older "
        f"than the last night's, of {newest} UTC. Bring the newer ones, or take these with "
        "--older-extracts."
        for system, newest in sorted(last_night.items())
        if system in stamps and stamps[system] < newest
    ]
    if older:
        raise Unusable(*older)


def write_stamps(connection: Connection, raw: str, stamps: Stamps) -> None:
    """Makes `sync_stamps` beside the raw tables."""
    connection.exec_driver_sql(
        f"create table {raw}.sync_stamps (source_system text, newest timestamp)"
    )
    rows: Sequence[dict[str, object]] = [
        {"source_system": system, "newest": newest} for system, newest in stamps.items()
    ]
    if rows:
        connection.execute(
            text(f"insert into {raw}.sync_stamps values (:source_system, :newest)"), rows
        )
