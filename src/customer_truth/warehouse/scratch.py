"""A throw-away place beside a published night: it shows the night, and takes what is built anew."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect

from customer_truth.dialects import Dialect
from customer_truth.sql.text import named
from customer_truth.warehouse.base import PUBLISHED_SCHEMAS, QUALITY, Warehouse

SHOWN = ("raw", *PUBLISHED_SCHEMAS, QUALITY)


@dataclass(frozen=True)
class SideBySide:
    """A connection that sees what two places hold: the schemas of each stand behind its prefix."""

    connection: Connection
    dialect: Dialect
    prefixes: tuple[str, str]

    def schema(self, at: int, name: str) -> str:
        """A schema of the first place (0) or the second one (1)."""
        return f"{self.prefixes[at]}{name}"


class Scratch(Warehouse):
    """One side of a comparison; the night itself is only read. Its files lie below `folder`."""

    folder: Path
    _shown: set[str]

    @abstractmethod
    def night_schema(self, name: str) -> str:
        """The schema of the published night, as a connection to this place sees it."""

    @abstractmethod
    def of_night(self, connection: Connection, schema: str) -> Mapping[str, str]:
        """A query for each relation in a schema of the night, by the relation's name."""

    @abstractmethod
    def beside(self, base: Scratch) -> AbstractContextManager[SideBySide]:
        """A connection that sees `base` as the first place and this one as the second."""

    def in_words_of_the_night(self, told: str) -> str:
        """What dbt wrote of this place, with the names that the night itself was built under."""
        return told

    def show(self, schemas: Iterable[str] = SHOWN) -> None:
        """Makes a view on each of the night's relations, under the same name, once a schema.

        What the side has made itself stays.
        """
        asked = [schema for schema in schemas if schema not in self._shown]
        self._shown.update(asked)
        with self.building() as connection:
            for schema in asked:
                own = self.schema(schema, building=True)
                connection.exec_driver_sql(f"create schema if not exists {named(own)}")
                made = relations(connection, own)
                for name, query in self.of_night(connection, schema).items():
                    if name not in made:
                        _run(connection, f"create view {named(own)}.{named(name)} as {query}")

    def hide(self, schema: str, names: Iterable[str]) -> None:
        """Drops what stands there, so that relations of their own can take the place."""
        own = self.schema(schema, building=True)
        with self.building() as connection:
            kinds = relations(connection, own)
            for name in names:
                if name in kinds:
                    relation = f"{named(own)}.{named(name)}"
                    connection.exec_driver_sql(f"drop {kinds[name]} {relation}")

    def take_from_night(self, schema: str, names: Sequence[str]) -> None:
        """Makes tables of its own with what stands in the night's."""
        self.hide(schema, names)
        own, published = self.schema(schema, building=True), self.night_schema(schema)
        with self.building() as connection:
            connection.exec_driver_sql(f"create schema if not exists {named(own)}")
            for name in names:
                made, taken = (f"{place}.{named(name)}" for place in (named(own), published))
                connection.exec_driver_sql(f"create table {made} as select * from {taken}")

    def empty(self, schema: str, names: Iterable[str]) -> None:
        """Empties tables of its own."""
        own = self.schema(schema, building=True)
        with self.building() as connection:
            for name in names:
                connection.exec_driver_sql(f"delete from {named(own)}.{named(name)}")


def relations(connection: Connection, schema: str) -> dict[str, str]:
    """What stands in a schema, each with which of the two it is: a table or a view."""
    found = inspect(connection)
    return {
        **dict.fromkeys(found.get_table_names(schema), "table"),
        **dict.fromkeys(found.get_view_names(schema), "view"),
    }


def _run(connection: Connection, statement: str) -> None:
    """A percent sign in it is one."""
    connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
