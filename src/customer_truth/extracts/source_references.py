"""What the raw tables point at, and what of it is not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from customer_truth.dialects import Spelling
from customer_truth.extracts.check import Bound, is_whole_number
from customer_truth.extracts.contract import ENDED, FOLLOWED, Column, Table
from customer_truth.extracts.ending import INACTIVE
from customer_truth.extracts.reference import Reference
from customer_truth.sql.text import named, quoted

SOURCE_REFERENCES = "source_references"
_Asked = tuple[Bound, Column, Reference]
_COLUMNS = {
    "reference_id": "text",
    "source_system": "text",
    "source_table": "text",
    "source_column": "text",
    "points_at": "text",
    "is_found": "boolean",
    "ended_because": "text",
    "record_count": "bigint",
    "example_key": "text",
}
# What is no id could be somebody's name; it is told apart without being shown.
_AN_ID = "^[A-Za-z0-9_.:/-]{1,64}$"


def write_source_references(
    connection: Connection, raw: str, bound: Sequence[Bound], spelling: Spelling
) -> None:
    """Makes `source_references` of the bound raw tables: one row for all values of a column that
    are found, and one for each value that is not. What is off or not there is not asked for.
    """
    typed = ", ".join(f"{name} {data_type}" for name, data_type in _COLUMNS.items())
    connection.exec_driver_sql(f"create table {raw}.{SOURCE_REFERENCES} ({typed})")
    tables = {each.table.id: each for each in bound}
    for (to_id, field), asked in _by_what_they_point_at(tables).items():
        sql = _found(raw, tables[to_id], field, asked, spelling)
        connection.exec_driver_sql(f"insert into {raw}.{SOURCE_REFERENCES} {sql}")


def read_references(connection: Connection, raw: str) -> dict[str, frozenset[str]]:
    """The tables (`system.table`) from and to which the records of each system point."""
    told: dict[str, set[str]] = {}
    asked = f"select distinct source_system, source_table, points_at from {raw}.{SOURCE_REFERENCES}"
    rows: Any = connection.exec_driver_sql(asked)
    for system, table, to in rows:
        told.setdefault(system, set()).update((f"{system}.{table}", to))
    return {system: frozenset(tables) for system, tables in told.items()}


def _by_what_they_point_at(
    tables: Mapping[str, Bound],
) -> dict[tuple[str, str | None], list[_Asked]]:
    """What is asked, by the table and the field (none: its key) in which it has to be found.

    Many columns point at the same ids, which are so read once for all of them.
    """
    grouped: dict[tuple[str, str | None], list[_Asked]] = {}
    for each in tables.values():
        for column, reference in _asked(each):
            to = tables.get(reference.table_id(each.table.system))
            if to and _field(to.table, reference.field) in to.families:
                asked = grouped.setdefault((to.table.id, reference.field), [])
                asked.append((each, column, reference))
    return grouped


def _field(to: Table, field: str | None) -> str:
    return field or to.key[0]


def _asked(bound: Bound) -> Iterator[tuple[Column, Reference]]:
    for column in bound.table.columns:
        if column.name in bound.families:
            for reference in column.references:
                if all(each.column in bound.families for each in reference.where):
                    yield column, reference


def _id_of(bound: Bound, column: str, name: str, field: str | None, spelling: Spelling) -> str:
    """SQL of an id in the one form of all systems.

    `name` is the column or the column as it is followed. Fields hold numbers that systems show each
    other, and of which some of them lose the zeros.
    """
    is_whole = is_whole_number(bound.types[column])
    text = f"cast({named(name)} as text)" if is_whole else spelling.plain_text(named(name))
    return f"regexp_replace({text}, '^0+([0-9]+)$', '\\1')" if field else text


def _found(
    raw: str, to: Bound, field: str | None, asked: Sequence[_Asked], spelling: Spelling
) -> str:
    """SQL of all that points at a table. By value is counted only what is not found: it is rare.

    A column goes by its number until all is counted: its names would be looked at row by row.
    """
    key = _field(to.table, field)
    named_places = [_place(to.table, *one) for one in asked]
    numbers = {place: number for number, place in enumerate(dict.fromkeys(named_places))}
    said = "\n  union all\n".join(
        _said(raw, numbers[place], *one, spelling)
        for place, one in zip(named_places, asked, strict=True)
    )
    is_id = spelling.matches("said", _AN_ID)
    places = ", ".join(f"({number}, {place})" for place, number in numbers.items())
    return f"""
with here as (
  {said}
), there as (
  select {_id_of(to, key, key, field, spelling)} as id,
    min(coalesce({named(ENDED)}, '{INACTIVE}')) as because,
    max(case when coalesce({named(ENDED)}, '{INACTIVE}') = '{INACTIVE}' then 1 else 0 end) as stands
  from {raw}.{to.table.bound_name}
  where {named(key)} is not null
  group by 1
), pointing as (
  select here.*, coalesce(there.stands, 0) = 1 as is_found, there.because
  from here
  left join there on here.said = there.id
), counted as (
  select place, is_found,
    case when not is_found then said end as said,
    case when not is_found then because end as because,
    count(*) as record_count, min(case when not is_found then record_key end) as example_key
  from pointing
  group by 1, 2, 3, 4
)
select case
    when is_found then places.name
    else places.name || ':' || case when {is_id} then said else md5(said) end
  end, source_system, source_table, source_column, {quoted(to.table.id)}, is_found, because,
  record_count, example_key
from counted
inner join (values {places}) as places (place, name, source_system, source_table, source_column)
  on counted.place = places.place"""


def _place(to: Table, bound: Bound, column: Column, _: Reference) -> str:
    """SQL of what a column that points somewhere is called."""
    table = bound.table
    # A column that points at records of several kinds is asked once for each.
    kind = f" ({to.name})" if len(column.references) > 1 else ""
    told = (f"{table.id}.{column.name}{kind}", table.system, table.name, column.name)
    return ", ".join(map(quoted, told))


def _said(
    raw: str,
    number: int,
    bound: Bound,
    column: Column,
    reference: Reference,
    spelling: Spelling,
) -> str:
    """SQL of the rows of a table whose column points somewhere."""
    table = bound.table
    name = FOLLOWED.format(column.name) if column.follows else column.name
    said = _id_of(bound, column.name, name, reference.field, spelling)
    types = {each.name: each.data_type for each in table.columns}
    wheres = [f"here.{named(ENDED)} is null"]
    for each in reference.where:
        asked = f"cast(here.{named(each.column)} as text)"
        wheres.append(each.sql(asked, types[each.column] == "boolean", spelling))
    key = " || '/' || ".join(f"coalesce(cast({named(part)} as text), '')" for part in table.key)
    return f"""select {number} as place, said, record_key
  from (
    select {said} as said, {key} as record_key
    from {raw}.{table.bound_name} as here
    where {" and ".join(wheres)}
  ) as stands
  where said <> ''"""
