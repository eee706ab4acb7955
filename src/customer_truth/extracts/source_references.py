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
_THERE = "ids_there"
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
    for (to_id, field), pointing in _by_what_they_point_at(tables).items():
        to = tables[to_id].table
        ids = f"create temporary table {_THERE} as {_there(raw, to, field)}"
        connection.exec_driver_sql(ids)
        for table, column, reference in pointing:
            sql = _found(raw, table, column, reference, to, matches)
            connection.exec_driver_sql(f"insert into {raw}.{SOURCE_REFERENCES} {sql}")
        connection.exec_driver_sql(f"drop table {_THERE}")


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


def _there(raw: str, to: Table, field: str | None) -> str:
    """SQL of every id of a table, why its records ended, and whether one of them still stands."""
    name = named(_field(to, field))
    return f"""
select {_id_form(field)(name)} as id, min(coalesce({named(ENDED)}, '{INACTIVE}')) as because,
  max(case when coalesce({named(ENDED)}, '{INACTIVE}') = '{INACTIVE}' then 1 else 0 end) as stands
from {raw}.{to.bound_name}
where {name} is not null
group by 1"""


def _found(
    raw: str,
    table: Table,
    column: Column,
    reference: Reference,
    to: Table,
    matches: Matcher,
) -> str:
    """SQL of one reference: what points, once by value, beside what it points at, once by id."""
    name = FOLLOWED.format(column.name) if column.follows else column.name
    types = {each.name: each.data_type for each in table.columns}
    said_as_id = _id_form(reference.field)(named(name))
    said = trimmed(f"cast({named(name)} as text)")
    wheres = [f"here.{named(ENDED)} is null and {said} <> ''"]
    wheres += [
        each.sql(f"cast(here.{named(each.column)} as text)", types[each.column] == "boolean")
        for each in reference.where
    ]
    key = " || '/' || ".join(f"coalesce(cast({named(part)} as text), '')" for part in table.key)
    # A column that points at records of several kinds is asked once for each.
    kind = f" ({to.name})" if len(column.references) > 1 else ""
    place = quoted(f"{table.id}.{column.name}{kind}")
    id = f"{place} || ':' || case when {matches('pointing.said', _AN_ID)} then pointing.said "
    shared = f"{quoted(table.system)}, {quoted(table.name)}, {quoted(column.name)}, {quoted(to.id)}"
    return f"""
with here as (
  select {said_as_id} as said, count(*) as record_count, min({key}) as example_key
  from {raw}.{table.bound_name} as here
  where {" and ".join(wheres)}
  group by 1
), pointing as (
  select here.*, coalesce(there.stands, 0) = 1 as is_found, there.because
  from here
  left join {_THERE} as there on here.said = there.id
)
select {place}, {shared}, true, null, cast(sum(record_count) as bigint), null
from pointing
where is_found
having count(*) > 0
union all
select {id}else md5(pointing.said) end, {shared}, false, because, record_count, example_key
from pointing
where not is_found"""
