"""What the raw tables point at, and what of it is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from customer_truth.extracts.check import Bound
from customer_truth.extracts.contract import ENDED, FOLLOWED, Column, Table
from customer_truth.extracts.ended import id_text
from customer_truth.extracts.ending import INACTIVE
from customer_truth.extracts.reference import Reference
from customer_truth.extracts.written_form import Matcher
from customer_truth.sql.text import named, quoted, trimmed

SOURCE_REFERENCES = "source_references"
_Asked = tuple[Table, Column, Reference]
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
    connection: Connection, raw: str, bound: Sequence[Bound], matches: Matcher
) -> None:
    """Makes `source_references` of the bound raw tables: one row for all values of a column that
    are found, and one for each value that is not. What is off or not there is not asked for.
    """
    typed = ", ".join(f"{name} {data_type}" for name, data_type in _COLUMNS.items())
    connection.exec_driver_sql(f"create table {raw}.{SOURCE_REFERENCES} ({typed})")
    tables = {each.table.id: each for each in bound}
    for (to_id, field), asked in _by_what_they_point_at(tables).items():
        sql = _found(raw, tables[to_id].table, field, asked, matches)
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
                asked.append((each.table, column, reference))
    return grouped


def _field(to: Table, field: str | None) -> str:
    return field or to.key[0]


def _asked(bound: Bound) -> Iterator[tuple[Column, Reference]]:
    for column in bound.table.columns:
        if column.name in bound.families:
            for reference in column.references:
                if all(each.column in bound.families for each in reference.where):
                    yield column, reference


def _number_text(value: str) -> str:
    """SQL of a number that systems show each other, without the zeros that some of them lose."""
    return f"regexp_replace({id_text(value)}, '^0+([0-9]+)$', '\\1')"


def _id_form(field: str | None) -> Callable[[str], str]:
    return _number_text if field else id_text


def _found(
    raw: str, to: Table, field: str | None, asked: Sequence[_Asked], matches: Matcher
) -> str:
    """SQL of all that points at a table. By value is counted only what is not found: it is rare."""
    name = named(_field(to, field))
    said = "\n  union all\n".join(_said(raw, to, *one) for one in asked)
    return f"""
with here as (
  {said}
), there as (
  select {_id_form(field)(name)} as id, min(coalesce({named(ENDED)}, '{INACTIVE}')) as because,
    max(case when coalesce({named(ENDED)}, '{INACTIVE}') = '{INACTIVE}' then 1 else 0 end) as stands
  from {raw}.{to.bound_name}
  where {name} is not null
  group by 1
), pointing as (
  select here.*, coalesce(there.stands, 0) = 1 as is_found, there.because
  from here
  left join there on here.said = there.id
), counted as (
  select place, source_system, source_table, source_column, is_found,
    case when not is_found then said end as said,
    case when not is_found then because end as because,
    count(*) as record_count, min(case when not is_found then record_key end) as example_key
  from pointing
  group by 1, 2, 3, 4, 5, 6, 7
)
select case
    when is_found then place
    else place || ':' || case when {matches("said", _AN_ID)} then said else md5(said) end
  end, source_system, source_table, source_column, {quoted(to.id)}, is_found, because,
  record_count, example_key
from counted"""


def _said(raw: str, to: Table, table: Table, column: Column, reference: Reference) -> str:
    """SQL of the rows of a table whose column points somewhere."""
    name = FOLLOWED.format(column.name) if column.follows else column.name
    types = {each.name: each.data_type for each in table.columns}
    wheres = [f"here.{named(ENDED)} is null and {trimmed(f'cast({named(name)} as text)')} <> ''"]
    wheres += [
        each.sql(f"cast(here.{named(each.column)} as text)", types[each.column] == "boolean")
        for each in reference.where
    ]
    key = " || '/' || ".join(f"coalesce(cast({named(part)} as text), '')" for part in table.key)
    # A column that points at records of several kinds is asked once for each.
    kind = f" ({to.name})" if len(column.references) > 1 else ""
    return f"""select {quoted(f"{table.id}.{column.name}{kind}")} as place,
    {quoted(table.system)} as source_system, {quoted(table.name)} as source_table,
    {quoted(column.name)} as source_column, {_id_form(reference.field)(named(name))} as said,
    {key} as record_key
  from {raw}.{table.bound_name} as here
  where {" and ".join(wheres)}"""
