"""Which records their own systems have ended, and into which ones they were merged."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from customer_truth.dialects import Spelling
from customer_truth.extracts.check import Bound, text_of
from customer_truth.extracts.condition import Condition
from customer_truth.extracts.contract import ENDED, FOLLOWED, Column, Table
from customer_truth.extracts.ending import MERGED, Ending
from customer_truth.sql.text import named, quoted

_TABLE = "ended_records"
# A circle of merges has no end; whoever is in it survives nowhere.
_MOST_MERGES = 100
# Read once, and not again at each step of what follows.
_MERGES = """\
with said as (
  {merges}
), ranked as (
  select *, row_number() over (
    partition by table_id, record_id order by way, merged_at desc nulls last, into_id
  ) as preference
  from said
  where record_id <> '' and into_id <> '' and record_id <> into_id
)
select table_id, record_id, into_id from ranked where preference = 1"""
_FINAL = f"""\
with recursive merges as (
  select * from {{merged}}
), followed as (
  select table_id, record_id, into_id, 1 as merge_count from merges
  union all
  select followed.table_id, followed.record_id, merges.into_id, followed.merge_count + 1
  from followed
  join merges on followed.table_id = merges.table_id and followed.into_id = merges.record_id
  where followed.merge_count < {_MOST_MERGES}
), survivors as (
  select followed.table_id, followed.record_id, followed.into_id
  from followed
  left join merges on followed.table_id = merges.table_id and followed.into_id = merges.record_id
  where merges.record_id is null
)
select merges.table_id, merges.record_id, '{MERGED}' as because, survivors.into_id
from merges
left join survivors
  on merges.table_id = survivors.table_id and merges.record_id = survivors.record_id"""


@dataclass(frozen=True)
class Ended:
    """Where the ended records are told, and of which tables there are some that were merged, or
    that ended in any way and have parts in other tables.
    """

    place: str
    merged: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()


def write_ended(
    connection: Connection, schema: str, bound: Sequence[Bound], spelling: Spelling
) -> Ended:
    """Makes `ended_records`: table, id, why it ended, and the id that survived a merge."""
    place = f"{schema}.{_TABLE}"
    connection.exec_driver_sql(
        f"create table {place} (table_id text, record_id text, because text, into_id text)"
    )
    by_id = {each.table.id: each for each in bound}
    merges = [sql for each in bound for sql in _merges(each, by_id, spelling)]
    if merges:
        merged = f"{place}__merges"
        said = _MERGES.format(merges="\n  union all\n  ".join(merges))
        connection.exec_driver_sql(f"create table {merged} as {said}")
        connection.exec_driver_sql(f"insert into {place} {_FINAL.format(merged=merged)}")
        connection.exec_driver_sql(f"drop table {merged}")
    wholes: set[str] = {
        reference.table_id(each.table.system)
        for each in bound
        for column in each.table.columns
        for reference in column.references
        if reference.part_of
    }
    for id in sorted(wholes & by_id.keys()):
        if because := _because(by_id[id], spelling):
            connection.exec_driver_sql(
                f"insert into {place} {_flagged(by_id[id], because, spelling)} and not exists "
                f"(select 1 from {place} as known where known.table_id = {quoted(id)} "
                "and known.record_id = rows.record_id)"
            )
    sql = f"select distinct table_id, because from {place}"
    found = [(str(id), str(because)) for id, because in connection.exec_driver_sql(sql)]
    return Ended(
        place,
        frozenset(id for id, because in found if because == MERGED),
        frozenset(id for id, _ in found if id in wholes),
    )


def view_of(bound: Bound, selected: Mapping[str, str], ended: Ended, spelling: Spelling) -> str:
    """The query of a table as the night sees it: its columns (SQL by name), why each row has ended,
    and each column that points at other records as it is once merges are followed.
    """
    joins = list(_joins(bound, ended, spelling))
    because = _because(bound, spelling) or "cast(null as text)"
    inner = [*(f"{value} as {named(name)}" for name, value in selected.items())]
    inner.append(f"{because} as {named(ENDED)}")
    ends = [
        f"here.{named(ENDED)}",
        *(f"{join.alias}.because" for join in joins if not join.follows),
    ]
    outer = [*(f"here.{named(name)}" for name in selected), _first(ends, ENDED)]
    for column in bound.table.columns:
        if column.follows:
            found = [f"{join.alias}.into_id" for join in joins if join.follows == column.name]
            kept = f"here.{named(column.name)}"
            values = [*found, f"cast({kept} as text)"] if found else [kept]
            outer.append(_first(values, FOLLOWED.format(column.name)))
    joined = "".join(f"\n{join.sql(ended.place, spelling)}" for join in joins)
    listed, said = (",\n  ".join(columns) for columns in (outer, inner))
    rows = f"select\n  {said}\n  from {bound.relation}"
    return f"select\n  {listed}\nfrom (\n  {rows}\n) as here{joined}"


@dataclass(frozen=True)
class _Join:
    """Ended records of a table, by a column; one that `follows` a column gives it its survivor."""

    alias: str
    table_id: str
    column: str
    follows: str | None = None
    where: str = ""

    def sql(self, place: str, spelling: Spelling) -> str:
        here = spelling.plain_text(f"here.{named(self.column)}")
        return (
            f"left join {place} as {self.alias} on {self.alias}.table_id = {quoted(self.table_id)} "
            f"and {self.alias}.record_id = {here}{self.where}"
        )


def _joins(bound: Bound, ended: Ended, spelling: Spelling) -> Iterator[_Join]:
    """Of a row's own merges, of those of what it points at, and of what it is a part of."""
    table, number = bound.table, itertools.count(1)
    if table.id in ended.merged:
        yield _Join("own", table.id, table.key[0])
    for column in table.columns:
        for reference in column.references:
            id = reference.table_id(table.system)
            if reference.field or id not in (ended.whole if reference.part_of else ended.merged):
                continue
            where = "".join(
                f" and {_holds(each, table, f'here.{named(each.column)}', spelling)}"
                for each in reference.where
            )
            follows = None if reference.part_of else column.name
            yield _Join(f"other{next(number)}", id, column.name, follows, where)


def _first(values: Sequence[str], name: str) -> str:
    value = values[0] if len(values) == 1 else f"coalesce({', '.join(values)})"
    return f"{value} as {named(name)}"


def _because(bound: Bound, spelling: Spelling) -> str | None:
    """SQL of why a row has ended by its own flags; None where its extract has none of them."""
    cases = [
        f"when {' and '.join(conditions)} then {quoted(ending.because)}"
        for ending in bound.table.ends
        if (conditions := _conditions(bound, ending, spelling))
    ]
    return f"case {' '.join(cases)} end" if cases else None


def _conditions(bound: Bound, ending: Ending, spelling: Spelling) -> list[str]:
    if ending.flag is None:
        return []
    asked = (ending.flag, *ending.where)
    if any(each.column not in bound.families for each in asked):
        return []
    return [_condition(bound, each, spelling) for each in asked]


def _condition(bound: Bound, condition: Condition, spelling: Spelling) -> str:
    name = condition.column
    if bound.families[name] == "boolean" and (flag := condition.flag_sql(named(bound.names[name]))):
        return flag
    text = _text(bound, name, spelling)
    return _holds(condition, bound.table, text, spelling)


def _holds(condition: Condition, table: Table, text: str, spelling: Spelling) -> str:
    is_boolean = _declared(table, condition.column).data_type == "boolean"
    return condition.sql(text, is_boolean, spelling)


def _declared(table: Table, name: str) -> Column:
    return next(column for column in table.columns if column.name == name)


def _text(bound: Bound, name: str, spelling: Spelling) -> str:
    """SQL of a column as text."""
    if bound.families[name] == "text":
        return text_of(bound, _declared(bound.table, name), spelling)
    return f"cast({named(bound.names[name])} as text)"


def _flagged(bound: Bound, because: str, spelling: Spelling) -> str:
    """The records of a table of which no version goes on."""
    # An id is written out once, for its one form says it several times.
    id = _text(bound, bound.table.key[0], spelling)
    said = f"select {id} as said, {because} as because from {bound.relation}"
    rows = f"select {spelling.plain_text('said')} as record_id, because from ({said}) as said_rows"
    return (
        f"select {quoted(bound.table.id)}, record_id, min(because), cast(null as text) "
        f"from ({rows}) as rows group by record_id having count(*) = count(because)"
    )


def _merges(bound: Bound, by_id: Mapping[str, Bound], spelling: Spelling) -> Iterator[str]:
    """SQL of what was merged into what, one way after the other."""
    for way, ending in enumerate(bound.table.ends):
        if ending.because == MERGED and ending.flag is None:
            listing = by_id.get(f"{bound.table.system}.{ending.listed_in}", bound)
            names = {name for name in (ending.ended, ending.into, ending.absorbs) if name}
            asked = {*names, *(each.column for each in ending.where)}
            if asked <= listing.families.keys():
                yield _merged(way, ending, bound, listing, spelling)


def _merged(way: int, ending: Ending, bound: Bound, listing: Bound, spelling: Spelling) -> str:
    record, into = _pair(ending, bound, listing, spelling)
    clock = listing.names.get(listing.table.clock or "")
    when = named(clock) if clock else "null"
    conditions = [_condition(listing, each, spelling) for each in ending.where]
    if ending.listed_in and (because := _because(listing, spelling)):
        conditions.append(f"({because}) is null")
    where = f" where {' and '.join(conditions)}" if conditions else ""
    said = f"select {record} as said, {into} as said_into, {when} as said_at"
    return (
        f"select {quoted(bound.table.id)} as table_id, {spelling.plain_text('said')} as record_id, "
        f"{spelling.plain_text('said_into')} as into_id, {way} as way, "
        f"cast(said_at as text) as merged_at from ({said} from {listing.relation}{where}) as listed"
    )


def _pair(ending: Ending, bound: Bound, listing: Bound, spelling: Spelling) -> tuple[str, str]:
    """SQL of what was merged, and of what it was merged into."""
    own = _text(bound, bound.table.key[0], spelling)
    if ending.absorbs:
        absorbed = _separated(_text(bound, ending.absorbs, spelling))
        # Some lists say when, behind the id.
        return f"split_part(unnest(string_to_array({absorbed}, ';')), ':', 1)", own
    into = _text(listing, ending.into or "", spelling)
    return (_text(listing, ending.ended, spelling) if ending.ended else own), into


def _separated(text: str) -> str:
    """A list of ids as its systems write it, JSON or separated by commas, with semicolons only."""
    return f"translate({text}, ',[]{{}}\"'' ', ';')"
