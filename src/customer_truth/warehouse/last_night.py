"""DuckDB's last night and the one being built: what is alike, and beginning with it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from customer_truth.errors import Unusable
from customer_truth.sql.text import named, quoted
from customer_truth.warehouse.running import keep_in_sight


class Relation(NamedTuple):
    """A table or a view of a night."""

    schema: str
    name: str

    def __str__(self) -> str:
        return f"{named(self.schema)}.{named(self.name)}"


@dataclass(frozen=True)
class LastNight:
    """Reads the published night, and writes into the one being built; nobody else may hold it.

    `unreadable` says what to do where an engine's error comes of it.
    """

    published: Path
    building: Path
    limits: dict[str, Any]
    unreadable: Callable[[duckdb.Error], Unusable]

    def has(self, relations: Iterable[Relation]) -> bool:
        """Whether the published night has every one of them."""
        with self._attached() as connection:
            known = set(_kinds(connection, "last_night"))
        return known.issuperset(relations)

    def copy(self) -> None:
        """Begins the next night as the last one ended: a file is copied sooner than its tables."""
        try:
            shutil.copyfile(self.published, self.building)
        except OSError as error:
            raise Unusable(
                f"{self.building}: cannot be written ({error.strerror}), needs room for another "
                f"{self.published.stat().st_size >> 20:,} MiB. Make room, then run again."
            ) from error

    def keep(self, relations: Iterable[Relation], schemas: Iterable[str]) -> None:
        """Drops what else the copy has in those schemas."""
        kept, within = set(relations), set(schemas)
        with self._opened() as connection:
            connection.begin()
            for relation, kind in _kinds(connection, _own_name(connection)).items():
                if relation.schema in within and relation not in kept:
                    connection.execute(f"drop {kind} {relation}")
            connection.commit()

    def first_difference(self, relations: Iterable[Relation], where: str = "true") -> str | None:
        """The first table that is not as it was, and in which of its columns; no value is told.

        Of each table the rows are compared where `where` is true.
        """
        with self._attached() as connection:
            kinds = _kinds(connection, "last_night")
            for relation in relations:
                if kinds.get(relation) != "table":
                    continue
                if words := _difference(connection, relation, where):
                    return f"{relation.name}: {words}"
        return None

    @contextmanager
    def _opened(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with duckdb.connect(str(self.building), config=self.limits) as connection:
            keep_in_sight(connection)
            try:
                yield connection
            except duckdb.Error as error:
                raise self.unreadable(error) from error

    @contextmanager
    def _attached(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._opened() as connection:
            connection.execute(f"attach {quoted(self.published)} as last_night (read_only)")
            yield connection


# What all rows of a table hash to, in whatever order they lie.
_CONTENT = "select count(*), sum(hash(rows)), bit_xor(hash(rows)) from {} as rows"


def content_hash(connection: Any, relation: Relation) -> str:
    """What all rows of a table hash to, in whatever order they lie."""
    return repr(tuple(connection.exec_driver_sql(_CONTENT.format(relation)).one()))


def view_definitions(connection: Any, schema: str) -> dict[str, str]:
    """The statement that makes each view of a schema, by the view's name."""
    query = f"select view_name, sql from duckdb_views() where schema_name = {quoted(schema)}"
    return {str(name): str(sql) for name, sql in connection.exec_driver_sql(query)}


def _kinds(connection: duckdb.DuckDBPyConnection, database: str) -> dict[Relation, str]:
    """The tables and views of a database, each with which of the two it is."""
    found = connection.execute(
        "select schema_name, table_name, 'table' from duckdb_tables() where database_name = $1 "
        "union all select schema_name, view_name, 'view' from duckdb_views() "
        "where database_name = $1 and not internal",
        [database],
    ).fetchall()
    return {Relation(schema, name): kind for schema, name, kind in found}


def _own_name(connection: duckdb.DuckDBPyConnection) -> str:
    ((name,),) = connection.execute("select current_database()").fetchall()
    return str(name)


def _difference(
    connection: duckdb.DuckDBPyConnection, relation: Relation, where: str
) -> str | None:
    """How the rows of a table differ between the nights; columns are compared one by one last."""
    places = f"last_night.{relation}", str(relation)
    sides = [f"(select * from {place} where {where})" for place in places]
    described = [connection.execute(f"describe from {side}").fetchall() for side in sides]
    was, now = ([(name, kind) for name, kind, *_ in side] for side in described)
    if was != now:
        return f"has the columns {_told(now)}, had {_told(was)}"
    counts = [_one(connection, _CONTENT.format(side)) for side in sides]
    if counts[0] == counts[1]:
        return None
    if counts[0][0] != counts[1][0]:
        return f"has {counts[1][0]:,} rows, had {counts[0][0]:,}"
    for name, _ in now:
        column = f"select sum(hash({named(name)})), bit_xor(hash({named(name)})) from "
        if _one(connection, column + sides[0]) != _one(connection, column + sides[1]):
            return f"column {name} has other values"
    return "has the same values in other rows"


def _told(columns: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in columns)


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    (row,) = connection.execute(query).fetchall()
    return tuple(row)
