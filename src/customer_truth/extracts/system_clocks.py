"""Writes by which clock each system makes days of moments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, text

from customer_truth.identifiers import time_zone
from customer_truth.registry.rows import SourceSystem

TABLE = "system_clocks"
_CREATE = "create table {schema}.{table} (source_system text, time_zone text)"


class SystemClock(NamedTuple):
    """A system and its time zone."""

    source_system: str
    time_zone: str


def system_clocks(systems: Iterable[SourceSystem]) -> list[SystemClock]:
    """The clock of each system."""
    return sorted(
        SystemClock(one.source_system, time_zone.read(one.time_zone or "").value or "UTC")
        for one in systems
    )


def write_system_clocks(
    connection: Connection, schema: str, systems: Iterable[SourceSystem]
) -> None:
    """Makes the table of the systems' clocks."""
    connection.exec_driver_sql(_CREATE.format(schema=schema, table=TABLE))
    if clocks := system_clocks(systems):
        insert = f"insert into {schema}.{TABLE} values (:source_system, :time_zone)"
        connection.execute(text(insert), [clock._asdict() for clock in clocks])
