"""Writes by which clock each system makes days of moments, and which day it is there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

from customer_truth.identifiers import time_zone
from customer_truth.registry.rows import SourceSystem

TABLE = "system_clocks"
_CREATE = "create table {schema}.{table} (source_system text, time_zone text, today date)"


class SystemClock(NamedTuple):
    """A system, its time zone, and the day that the night's moment is of there."""

    source_system: str
    time_zone: str
    today: date


def system_clocks(systems: Iterable[SourceSystem], as_of: datetime) -> list[SystemClock]:
    """The clock of each system at a moment in UTC without zone."""
    moment = as_of.replace(tzinfo=UTC)
    zones = {
        one.source_system: time_zone.read(one.time_zone or "").value or "UTC" for one in systems
    }
    return [
        SystemClock(system, zone, moment.astimezone(ZoneInfo(zone)).date())
        for system, zone in sorted(zones.items())
    ]


def write_system_clocks(
    connection: Connection, schema: str, systems: Iterable[SourceSystem], as_of: datetime
) -> None:
    """Makes the table of the systems' clocks."""
    connection.exec_driver_sql(_CREATE.format(schema=schema, table=TABLE))
    if clocks := system_clocks(systems, as_of):
        insert = f"insert into {schema}.{TABLE} values (:source_system, :time_zone, :today)"
        connection.execute(text(insert), [clock._asdict() for clock in clocks])
