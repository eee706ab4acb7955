"""Binds the raw tables: one view each, under one schema, with exactly the declared columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection

from customer_truth.errors import Unusable
from customer_truth.extracts.check import Bound, text_of
from customer_truth.extracts.contract import Column
from customer_truth.extracts.window_texts import write_window_texts
from customer_truth.extracts.written_form import Matcher
from customer_truth.sql.text import named

_SQL_TYPES = {"numeric": "numeric(18,2)", "text": "text"}
_ISO = r"^\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])[ T]([01]\d|2[0-3]):[0-5]\d:[0-5]\d"


def bind(
    connection: Connection,
    schema: str,
    bound: Sequence[Bound],
    matches: Matcher,
    as_of: datetime,
    definitions_on: date,
) -> None:
    """Makes the views, and beside them the night's moment and the windows that texts mean.

    `definitions_on` is the day by which the definitions are read.
    """
    connection.exec_driver_sql(f"create schema if not exists {schema}")
    for table in bound:
        _create_view(connection, schema, table, matches)
    connection.exec_driver_sql(
        f"create table {schema}.as_of as select timestamp '{as_of:%Y-%m-%d %H:%M:%S}' as as_of, "
        f"date '{definitions_on}' as definitions_on"
    )
    write_window_texts(connection, schema, bound)


def newest_syncs(
    connection: Connection, bound: Sequence[Bound], matches: Matcher
) -> dict[str, datetime]:
    """The newest sync stamp of each system that has one, UTC.

    A stamp of the future is a defect of one row, not the time of the night.
    """
    limit = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
    newest: dict[str, datetime] = {}
    for each in bound:
        stamp = _newest(connection, each, limit, matches)
        if stamp is not None:
            system = each.table.system
            newest[system] = max(stamp, newest.get(system, stamp))
    return newest


def latest_sync(stamps: Mapping[str, datetime]) -> datetime:
    """The moment the data speaks of: the newest sync stamp over all systems, UTC."""
    newest = max(stamps.values(), default=None)
    if newest is None:
        raise Unusable(
            "raw tables: have no sync stamp that can be read, need one to know which day they "
            "speak of. Name the moment with --as-of 'YYYY-MM-DD HH:MM:SS'."
        )
    return newest.replace(microsecond=0)


def _newest(
    connection: Connection, bound: Bound, limit: datetime, matches: Matcher
) -> datetime | None:
    clock = bound.table.clock
    if clock is None or clock not in bound.families:
        return None
    column = named(bound.names[clock])
    if bound.families[clock] == "text":
        declared = next(each for each in bound.table.columns if each.name == clock)
        column = f"trim({text_of(bound, declared, matches)})"
        # ISO text sorts as time does, so the engine needs no cast that a bad value could break.
        sql = (
            f"select max({column}) from {bound.relation} "
            f"where {matches(column, _ISO)} and {column} < '{limit:%Y-%m-%d %H:%M:%S}'"
        )
        found = connection.exec_driver_sql(sql).scalar()
        return datetime.fromisoformat(found[:19]) if found else None
    value = _utc(column, bound.types[clock])
    stamp: datetime | None = connection.exec_driver_sql(
        f"select cast(max({value}) as timestamp) from {bound.relation} "
        f"where {value} < timestamp '{limit:%Y-%m-%d %H:%M:%S}'"
    ).scalar()
    return stamp


def _create_view(connection: Connection, schema: str, bound: Bound, matches: Matcher) -> None:
    columns = ",\n  ".join(_selected(bound, column, matches) for column in bound.table.columns)
    view = f"{schema}.{bound.table.bound_name}"
    connection.exec_driver_sql(f"create view {view} as\nselect\n  {columns}\nfrom {bound.relation}")


def _selected(bound: Bound, column: Column, matches: Matcher) -> str:
    family = bound.families.get(column.name)
    if family is None:
        return (
            f'cast(null as {_SQL_TYPES.get(column.data_type, column.data_type)}) as "{column.name}"'
        )
    if family == "text":
        value = text_of(bound, column, matches)
    else:
        value = _utc(named(bound.names[column.name]), bound.types[column.name])
        if column.data_type == "text":
            value = f"cast({value} as text)"
    return f'{value} as "{column.name}"'


def _utc(value: str, engine_type: str) -> str:
    has_zone = "with time zone" in engine_type.lower() or engine_type.lower() == "timestamptz"
    return f"({value} at time zone 'UTC')" if has_zone else value
