"""Reads each distinct identifier and contact value once, before dbt joins the answers back.

What was read stays in `quality.readings`: a night reads only the values that are new, and forgets
those that left the raw tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple
from datetime import datetime

from sqlalchemy import Connection

from customer_truth.dialects import Spelling
from customer_truth.errors import Unusable
from customer_truth.extracts.contract import ENDED, FOLLOWED, Column, Country, Table
from customer_truth.extracts.guard import Guard
from customer_truth.extracts.readers import UNREADABLE, Readers, Typed
from customer_truth.identifiers.kinds import CONTEXTUAL, KINDS, VERSIONS
from customer_truth.identifiers.time_zone import Gap, next_gap
from customer_truth.sql.text import named
from customer_truth.warehouse import Warehouse
from customer_truth.warehouse.base import QUALITY

_ROWS_AT_ONCE = 100_000
_COLUMNS = ("kind", "context", "typed", "value", "problem", "reader_version")
_SAME = "{kept}.kind = asked.kind and {kept}.context = asked.context and {kept}.typed = asked.typed"


def write_readings(
    warehouse: Warehouse,
    tables: Sequence[Table],
    as_of: datetime,
    progress: Callable[[str], None],
    *,
    is_known: bool = False,
) -> None:
    """Makes `readings` and `time_zones` beside the bound raw tables, which must be committed.

    Where `is_known`, the last night read all that the tables say.
    """
    raw = warehouse.schema("raw", building=True)
    kept = f"{warehouse.schema(QUALITY, building=True)}.readings"
    if not is_known or _has_unreadable(warehouse, kept):
        with warehouse.building() as connection:
            _collect(connection, raw, tables, warehouse.spelling)
            _forget(connection, raw, kept)
        _read_new(warehouse, raw, kept, progress)
    with warehouse.building() as connection:
        connection.exec_driver_sql(f"drop table if exists {raw}.typed_values")
        connection.exec_driver_sql(
            f"create view {raw}.readings as select kind, context, typed, value, problem from {kept}"
        )
        _write_time_zones(warehouse, connection, raw, as_of)


def _has_unreadable(warehouse: Warehouse, kept: str) -> bool:
    """Whether a reader raised at a value, which each night tries again."""
    asked = f"select count(*) from {kept} where problem = '{UNREADABLE.problem}'"
    with warehouse.building() as connection:
        return bool(connection.exec_driver_sql(asked).scalar())


def _read_new(warehouse: Warehouse, raw: str, kept: str, progress: Callable[[str], None]) -> None:
    """Reads what nobody has read yet, each batch in a transaction of its own to bound memory."""
    read_so_far = 0
    with Readers() as readers, warehouse.building() as connection:
        for typed in _unread(connection, raw, kept):
            rows = [
                (*each, *reading, VERSIONS[each[0]])
                for each, reading in zip(typed, readers.read(typed), strict=True)
            ]
            with warehouse.building() as writing:
                warehouse.append(writing, kept, _COLUMNS, rows)
            read_so_far += len(rows)
            progress(f"identifiers {read_so_far:,} read")
    readers.guard.log()


def _collect(connection: Connection, raw: str, tables: Sequence[Table], spelling: Spelling) -> None:
    """Every distinct value as typed, with the country that stands beside it."""
    by_id = {table.id: table for table in tables}
    selects = [
        _typed(raw, by_id, table, column, kind, spelling)
        for table in tables
        for column in table.columns
        for kind in column.reads
    ]
    everything = "\nunion all\n".join(["select '' as kind, '' as context, '' as typed", *selects])
    connection.exec_driver_sql(
        f"create table {raw}.typed_values as\nselect distinct kind, context, typed\n"
        f"from (\n{everything}\n) as everything\nwhere typed <> ''"
    )


def _typed(
    raw: str,
    tables: Mapping[str, Table],
    table: Table,
    column: Column,
    kind: str,
    spelling: Spelling,
) -> str:
    """The values of one column, to be read as one kind."""
    where = f"models/staging: {table.id}.{column.name}"
    if kind not in KINDS:
        raise Unusable(f"{where}: has reads '{kind}', needs one of {', '.join(sorted(KINDS))}.")
    context, source = "''", f"{raw}.{table.bound_name} as here"
    if kind in CONTEXTUAL and column.country:
        holder = _holder(where, tables, table, column.country)
        context = f"coalesce({spelling.trimmed(_country(holder, column.country))}, '')"
        source += _joined(raw, table, holder, column.country, spelling)
    typed = spelling.trimmed(f"here.{named(column.name)}")
    return f"select '{kind}', {context}, {typed} from {source}"


def _country(holder: Table, country: Country) -> str:
    """The country as typed; a row that has ended says nothing, as in the staging models."""
    if country.of is None:
        return f'here."{country.column}"'
    return f'case when there."{ENDED}" is null then there."{country.column}" else \'\' end'


def _joined(raw: str, table: Table, holder: Table, country: Country, spelling: Spelling) -> str:
    if country.of is None:
        return ""
    follows = any(column.follows for column in table.columns if column.name == country.by)
    by = FOLLOWED.format(country.by) if follows else country.by
    here, there = f'here."{by}"', f'there."{holder.key[0]}"'
    same = f"{spelling.plain_text(here)} = {spelling.plain_text(there)}"
    return f" left join {raw}.{holder.bound_name} as there on {same}"


def _holder(where: str, tables: Mapping[str, Table], table: Table, country: Country) -> Table:
    """The table that holds the country of a value."""
    asked = f"{table.system}.{country.of}" if country.of else table.id
    other = tables.get(asked)
    for holder, name in ((other, country.column), (table, country.by)):
        if holder is None or (name and name not in {column.name for column in holder.columns}):
            missing = f"{holder.id if holder else asked}.{name}"
            raise Unusable(f"{where}: has its country in {missing}, needs a declared column.")
    return other or table


def _forget(connection: Connection, raw: str, kept: str) -> None:
    """Drops what no raw table says any more, what an earlier version of a reader made, and what a
    reader raised at, so that each night tries again and tells again.
    """
    current = ", ".join(f"('{kind}', '{version}')" for kind, version in VERSIONS.items())
    connection.exec_driver_sql(
        f"delete from {kept} where (kind, reader_version) not in (values {current}) "
        f"or problem = '{UNREADABLE.problem}'"
    )
    connection.exec_driver_sql(
        f"delete from {kept} where not exists (select 1 from {raw}.typed_values as asked "
        f"where {_SAME.format(kept=kept)})"
    )


def _unread(connection: Connection, raw: str, kept: str) -> Iterator[Sequence[Typed]]:
    """The values that nobody has read yet, some thousand at once."""
    result = connection.exec_driver_sql(
        f"select asked.kind, asked.context, asked.typed from {raw}.typed_values as asked "
        f"where not exists (select 1 from {kept} where {_SAME.format(kept=kept)})",
        execution_options={"stream_results": True, "max_row_buffer": _ROWS_AT_ONCE},
    )
    for rows in result.partitions(_ROWS_AT_ONCE):
        yield [(str(kind), str(context), str(typed)) for kind, context, typed in rows]


def _write_time_zones(
    warehouse: Warehouse, connection: Connection, raw: str, as_of: datetime
) -> None:
    """The time zones that are in use, and the hours that their next change to summer time skips."""
    columns = ("time_zone", "gap_weekday", "gap_opens_minute", "gap_closes_minute")
    connection.exec_driver_sql(
        f"create table {raw}.time_zones (time_zone text, gap_weekday integer, "
        "gap_opens_minute integer, gap_closes_minute integer)"
    )
    zones: Sequence[str] = (
        connection.exec_driver_sql(
            f"select distinct value from {raw}.readings "
            "where kind = 'time_zone' and value is not null order by value"
        )
        .scalars()
        .all()
    )
    guard = Guard()

    def gap(zone: str) -> Gap | None:
        return guard.read("time zones", zone, lambda: next_gap(zone, as_of), None)

    gaps = [(zone, gap(zone)) for zone in zones]
    guard.log()
    rows = [(zone, *(astuple(gap) if gap else (None, None, None))) for zone, gap in gaps]
    warehouse.append(connection, f"{raw}.time_zones", columns, rows)
