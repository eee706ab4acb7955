"""The table that an extract becomes: its key, its clock, and the mart that holds its records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from sqlalchemy import Connection

from customer_truth.connect.personal import is_category, may_be_personal
from customer_truth.connect.profile import Profile
from customer_truth.connect.sniff import Extract
from customer_truth.definitions.marts import Column, Mart
from customer_truth.errors import Unusable
from customer_truth.files.problem import complaint, listed, nearest
from customer_truth.sql.text import named

_KEY_NAME = re.compile(r"(^|_)(id|key|no|nr|number|num|code|ref)$")
_KEY_TYPES = ("text", "bigint", "date", "timestamp")
_CLOCK_NAMES = (
    *("_fivetran_synced", "fivetran_synced", "synced_at", "loaded_at", "exported_at"),
    *("extracted_at", "ingested_at", "updated_at", "modified_at", "last_modified"),
)
_LEAST_OF_A_KEY = 0.98
_MOST_OF_A_KEY = 12
_MOST_CATEGORIES = 50
_LONGEST_CATEGORY = 40
_MART_TYPES = {"numeric": "numeric(28,8)"}


@dataclass(frozen=True)
class Proposal:
    """A table to be declared; `others` are keys that would do as well."""

    system: str
    table: str
    extract: Extract
    columns: tuple[Profile, ...]
    left_out: tuple[str, ...]
    rows: int
    key: tuple[str, ...]
    others: tuple[tuple[str, ...], ...]
    clock: str | None
    safe: frozenset[str]

    @property
    def mart_name(self) -> str:
        """The name of the mart."""
        is_said = self.table == self.system or self.table.startswith(f"{self.system}_")
        return self.table if is_said else f"{self.system}_{self.table}"

    @property
    def mart_types(self) -> dict[str, str]:
        """The data type of each column of the mart that comes from the file."""
        return {c.name: _MART_TYPES.get(c.data_type, c.data_type) for c in self.columns}

    def mart(self, owner: str, file: Path) -> Mart:
        """The mart as its schema file declares it."""
        types = {"record_id": "text", "source_system": "text", **self.mart_types}
        safe = {"record_id", "source_system", *self.safe}
        columns = {
            name: Column(name=name, data_type=data_type, safe=name in safe)
            for name, data_type in types.items()
        }
        return Mart(
            name=self.mart_name,
            description=f"One row per row of {self.table}.",
            owner=owner,
            columns=columns,
            file=file,
            line=1,
        )


def propose(
    connection: Connection,
    system: str,
    table: str,
    extract: Extract,
    columns: Sequence[Profile],
    left_out: Sequence[str],
    asked_key: tuple[str, ...] | None,
) -> Proposal:
    """The table of an extract; `Unusable` where nothing in it names a row."""
    rows = int(connection.exec_driver_sql(f"select count(*) from {extract.relation}").scalar() or 0)
    by_name = {column.name: column for column in columns}
    clock = _clock(by_name)
    # A moment names a row only by chance, and would hide those that are there twice.
    able = [column for column in columns if column.name != clock]
    keys = (
        [_asked(asked_key, by_name)] if asked_key else list(_keys(connection, extract, able, rows))
    )
    if not keys:
        raise Unusable(
            complaint(
                "no column or pair of columns that names a row and is nobody's own",
                "one",
                f"Name it with --key {table}=COLUMN,COLUMN: {listed(by_name, 30)}.",
            )
        )
    return Proposal(
        system,
        table,
        extract,
        tuple(columns),
        tuple(left_out),
        rows,
        keys[0],
        tuple(keys[1:]),
        clock,
        frozenset(_safe(connection, extract, columns, keys[0])),
    )


def _asked(key: tuple[str, ...], columns: Mapping[str, Profile]) -> tuple[str, ...]:
    for name in key:
        if name not in columns:
            do = nearest(name, columns)
            raise Unusable(complaint(f"no column {name} for its key", listed(columns, 30), do))
    return key


def _keys(
    connection: Connection, extract: Extract, columns: Sequence[Profile], rows: int
) -> Iterator[tuple[str, ...]]:
    """Every column that names each row; else one that nearly does, else a pair that does."""
    able = [c for c in columns if _may_name(c) and not _is_personal(c)]
    unique = [c for c in able if c.filled == c.distinct == rows and c.readable == rows]
    if unique:
        yield from ((c.name,) for c in sorted(unique, key=_as_key))
        return
    nearly = [
        c
        for c in able
        if _KEY_NAME.search(c.name) and c.distinct >= rows * _LEAST_OF_A_KEY and c.distinct > 1
    ]
    if nearly:
        yield (max(nearly, key=lambda c: c.distinct).name,)
        return
    whole = sorted((c for c in able if c.filled == c.readable == rows), key=_as_key)[
        :_MOST_OF_A_KEY
    ]
    for one, other in combinations(whole, 2):
        pairs = connection.exec_driver_sql(
            f"select count(*) from (select distinct {one.text}, {other.text} "
            f"from {extract.relation}) as pairs"
        ).scalar()
        if pairs == rows and one.distinct * other.distinct >= rows:
            yield (one.name, other.name)
            return


def _as_key(column: Profile) -> tuple[bool, bool]:
    return (not _KEY_NAME.search(column.name), column.data_type not in ("text", "bigint"))


def _may_name(column: Profile) -> bool:
    """Text names a row only as a code: words may be somebody's name."""
    return column.data_type in _KEY_TYPES and (column.data_type != "text" or column.is_code)


def _is_personal(column: Profile) -> bool:
    return column.looks_like_contact or may_be_personal(column.name)


def _clock(columns: Mapping[str, Profile]) -> str | None:
    names = (name for name in _CLOCK_NAMES if name in columns)
    return next((n for n in names if columns[n].data_type == "timestamp"), None)


def _safe(
    connection: Connection, extract: Extract, columns: Sequence[Profile], key: tuple[str, ...]
) -> Iterator[str]:
    """The columns whose values may be shown: keys, and what is a number, a day or a category."""
    for column in columns:
        if _is_personal(column):
            continue
        is_short = column.distinct <= _MOST_CATEGORIES and column.longest <= _LONGEST_CATEGORY
        if (
            column.name in key
            or column.data_type != "text"
            or (is_short and all(_are_categories(connection, extract, column)))
        ):
            yield column.name


def _are_categories(connection: Connection, extract: Extract, column: Profile) -> Iterator[bool]:
    return (is_category(column.name, v) for v in categories(connection, extract, column))


def categories(connection: Connection, extract: Extract, column: Profile) -> list[str]:
    """The distinct values of a column of few, the commonest first."""
    found = connection.exec_driver_sql(
        f"select {column.sql} as v from {extract.relation} where {column.sql} is not null "
        f"group by v order by count(*) desc, v limit {_MOST_CATEGORIES}"
    )
    return [str(row[0]) for row in found]


def keyed(proposal: Proposal) -> str:
    """SQL of the records as the mart holds them: the newest copy of each row that has its key."""
    columns = proposal.columns
    by_name = {column.name: column for column in columns}
    values = ", ".join(f"{column.sql} as {named(column.name)}" for column in columns)
    texts = " || '/' || ".join(
        f"coalesce(cast({by_name[n].sql} as varchar), {by_name[n].text}, '')" for n in proposal.key
    )
    unread = ", ".join(
        f"case when {c.sql} is null and {c.text} is not null then '{c.name}' end" for c in columns
    )
    order = [f"{named(proposal.clock)} desc nulls last"] if proposal.clock else []
    order += ["unreadable_columns nulls first"]
    order += [f"cast({named(column.name)} as varchar) nulls last" for column in columns]
    has_key = " and ".join(f"{by_name[name].text} is not null" for name in proposal.key)
    return (
        "select *, row_number() over (partition by record_key, has_key "
        f"order by {', '.join(order)}) as copy_number, "
        "count(*) over (partition by record_key, has_key) as copies "
        f"from (select {values}, {texts} as record_key, {has_key} as has_key, "
        f"nullif(concat_ws(',', {unread}), '') as unreadable_columns "
        f"from {proposal.extract.relation}) as valued"
    )


def records(proposal: Proposal) -> str:
    """SQL of the rows of the mart, on the files."""
    readable = " and ".join(f"{named(name)} is not null" for name in proposal.key)
    is_deleted = any(column.name == "is_deleted" for column in proposal.columns)
    kept = " and not coalesce(is_deleted, false)" if is_deleted else ""
    system = proposal.system
    return (
        f"select '{system}:' || {record_key(proposal)} as record_id, '{system}' as source_system, "
        f"{', '.join(named(column.name) for column in proposal.columns)} from ({keyed(proposal)}) "
        f"as keyed where copy_number = 1 and has_key and {readable}{kept}"
    )


def record_key(proposal: Proposal) -> str:
    """SQL of the key of a record, its parts with / between them."""
    return " || '/' || ".join(f"cast({name} as text)" for name in proposal.key)
