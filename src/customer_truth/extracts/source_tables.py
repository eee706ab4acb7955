"""Is a raw table as new and as large as it should be? Judged once, told by the mart's rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, inspect, text

from customer_truth.extracts.measured import Measured
from customer_truth.extracts.usual import PastNight, usual
from customer_truth.quality.tables import table_nights

# The table beside the raw ones, and the mart that shows it.
SOURCE_TABLES = "source_tables"
_COLUMNS = {
    "source_table_id": "text",
    "source_system": "text",
    "source_table": "text",
    "row_count": "bigint",
    "newest_at": "timestamp",
    "age_hours": "double precision",
    "warn_after_hours": "double precision",
    "error_after_hours": "double precision",
    "usual_row_count": "bigint",
    "least_row_count": "bigint",
    "most_row_count": "bigint",
    "known_nights": "integer",
}
_UNWHOLE = """
select source_table_id, source_system, source_table, row_count, newest_at, usual_row_count,
    row_count < least_row_count as is_cut,
    row_count > 0 and error_after_hours is not null
        and coalesce(age_hours > error_after_hours, true) as is_stale,
    error_after_hours is not null as has_limit
from {raw}.source_tables
"""


@dataclass(frozen=True)
class SourceTable:
    """A row of the mart `source_tables`; hours are ages, rows those of tonight and of a night."""

    source_table_id: str
    source_system: str
    source_table: str
    row_count: int
    newest_at: datetime | None
    age_hours: float | None
    warn_after_hours: float | None
    error_after_hours: float | None
    usual_row_count: int | None
    least_row_count: int | None
    most_row_count: int | None
    known_nights: int


@dataclass(frozen=True)
class Unwhole:
    """A raw table that was not looked at whole: rows are missing, or what happened since.

    `words` say what is wrong with it, what is usual and what was found.
    """

    table_id: str
    words: str
    is_cut: bool


def judged(
    measured: Iterable[Measured],
    past: Mapping[str, Sequence[PastNight]],
    now: datetime,
    at: datetime,
) -> list[SourceTable]:
    """Each table by its limits and by its own past nights; `now` and the night's moment are UTC."""
    return [
        _judged(each, past.get(each.table.id, ()), now, at) for each in measured if each.is_there
    ]


def write_source_tables(connection: Connection, raw: str, tables: Iterable[SourceTable]) -> None:
    """Makes `source_tables` beside the raw tables."""
    declared = ", ".join(f"{name} {data_type}" for name, data_type in _COLUMNS.items())
    connection.exec_driver_sql(f"create table {raw}.{SOURCE_TABLES} ({declared})")
    rows = [asdict(table) for table in tables]
    if rows:
        values = ", ".join(f":{name}" for name in _COLUMNS)
        connection.execute(text(f"insert into {raw}.{SOURCE_TABLES} values ({values})"), rows)


def past_nights(connection: Connection, quality: str) -> dict[str, list[PastNight]]:
    """What is kept of earlier nights, by table; nothing where an older version kept nothing."""
    found: dict[str, list[PastNight]] = {}
    if inspect(connection).has_table(table_nights.name, quality):
        kept: Iterable[Any] = connection.exec_driver_sql(
            f"select table_id, night, row_count, is_usual from {quality}.{table_nights.name}"
        )
        for table_id, night, rows, is_usual in kept:
            found.setdefault(table_id, []).append(PastNight(night, rows, is_usual))
    return found


def read_unwhole(connection: Connection, raw: str, accepted: Iterable[str]) -> list[Unwhole]:
    """The tables that are cut or stale, but for those of which somebody accepts it.

    Where every table with a limit stands still the whole system does, and so do its other tables.
    """
    rows: Sequence[Any] = connection.exec_driver_sql(_UNWHOLE.format(raw=raw)).all()
    alive = {row.source_system for row in rows if row.has_limit and not row.is_stale}
    limited = {row.source_system for row in rows if row.has_limit}
    dead = limited - alive
    spared = set(accepted)
    return [
        Unwhole(f"{row.source_system}.{row.source_table}", _words(row), bool(row.is_cut))
        for row in rows
        if (row.is_cut or row.is_stale or row.source_system in dead)
        and row.source_table_id not in spared
    ]


def _words(row: Any) -> str:
    name = f"{row.source_system}.{row.source_table}"
    if row.is_cut:
        return f"{name} is cut (usual {row.usual_row_count:,}, found {row.row_count:,})"
    since = f"nothing newer than {row.newest_at:%Y-%m-%d %H:%M}" if row.newest_at else "no stamp"
    return f"{name} is stale ({since})"


def _judged(
    measured: Measured, past: Sequence[PastNight], now: datetime, at: datetime
) -> SourceTable:
    table, newest = measured.table, measured.newest
    limits = table.freshness
    band = usual(past, at.date())
    return SourceTable(
        source_table_id=f"{table.system}:{table.name}",
        source_system=table.system,
        source_table=table.name,
        row_count=measured.rows,
        newest_at=newest,
        age_hours=_hours(now - newest) if newest else None,
        warn_after_hours=_hours(limits.warn_after if limits else None),
        error_after_hours=_hours(limits.error_after if limits else None),
        usual_row_count=band.rows if band else None,
        least_row_count=band.least if band else None,
        most_row_count=band.most if band else None,
        known_nights=band.nights if band else 0,
    )


def _hours(span: timedelta | None) -> float | None:
    return None if span is None else round(span / timedelta(hours=1), 2)
