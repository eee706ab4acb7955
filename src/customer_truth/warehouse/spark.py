"""Spark: a night is built in schemas of its own, and published by where one view points.

A metastore has no transactions across tables. So nothing that readers see is ever changed: each
night stands beside the last one, and the last step of a run makes the pointer name it, which is one
operation of the metastore. What a run that was killed left working at the server writes to schemas
that nobody looks at, and that the next run drops.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import duckdb
import sqlalchemy
from sqlalchemy import Connection, MetaData, inspect
from sqlalchemy.exc import DBAPIError, OperationalError

from customer_truth.dialects import Target
from customer_truth.errors import Unusable
from customer_truth.machine import trouble
from customer_truth.machine.environment import SPARK
from customer_truth.machine.interruption import heed
from customer_truth.sql.text import named, quoted
from customer_truth.warehouse.base import QUALITY, WORK, Stage, nothing
from customer_truth.warehouse.file_ledger import FileLedger
from customer_truth.warehouse.spark_dbapi import Connection as Driver
from customer_truth.warehouse.spark_files import CatalogueTables, ServedFiles
from customer_truth.warehouse.spark_holds import Holds
from customer_truth.warehouse.spark_places import (
    NAME,
    POINTER,
    is_pointer_schema,
    is_still_read,
    left_behind,
    new_place,
    place_of,
    pointer_schema,
)
from customer_truth.warehouse.spark_pointer import (
    Foreign,
    Pointed,
    read_pointer,
    try_views,
    write_pointer,
)
from customer_truth.warehouse.spark_settings import read_settings

if TYPE_CHECKING:
    import pyarrow

    from customer_truth.project import Project
    from customer_truth.warehouse.matching_engine import MatchingEngine, Records
    from customer_truth.warehouse.scratch import Scratch


class SparkWarehouse(FileLedger):
    """A cluster's catalogue; readers see the last night until the next one is whole."""

    dialect: ClassVar[Target] = "spark"

    def __init__(self, folder: Path, world: str) -> None:
        self.name = f"{NAME}_{world}" if world else NAME
        self.folder = folder
        self.settings = read_settings()
        self.pointer = pointer_schema(world)
        self.holds = Holds(folder, self.name)
        self._built: str | None = None
        self._read: str | None = None
        self._readers = 0
        # The published night whose history the one being built goes on from.
        self._goes_on_from: str | None = None

    @property
    def title(self) -> str:
        return self.settings.title

    def url(self, *, building: bool = False) -> str:
        return self.settings.url(self.schema(WORK, building=True) if building else "")

    def raw_url(self) -> str:
        return self.settings.url()

    def raw_tables(self, project: Project) -> ServedFiles | CatalogueTables:
        if project.raw_schemas:
            return CatalogueTables(project.raw_schemas)
        return ServedFiles(project.raw, self.folder / "raw_as_parquet")

    def landing(
        self, project: Project, progress: Callable[[str], None]
    ) -> AbstractContextManager[None]:
        if project.raw_schemas:
            raise Unusable(
                "vars: raw_schemas: names schemas of the catalogue, needs none for a demo company, "
                "which is written to files. Make it in a home of its own."
            )
        return super().landing(project, progress)

    def schema(self, name: str, *, building: bool = False) -> str:
        if building:
            return f"{self.built_as}_{name}"
        # Of a warehouse without a night the names are those of schemas that nobody makes.
        return f"{self.published_as or self.pointer}_{name}"

    @property
    def built_as(self) -> str:
        """What the names of the schemas in which a night is built begin with."""
        if self._built is None:
            self._built = new_place(self.holds.home, datetime.now(UTC))
            self.holds.hold(self._built)
        return self._built

    @property
    def published_as(self) -> str | None:
        """What the names of the published night's schemas begin with; None where there is none.

        The night is held from then on, and read until somebody asks whether one is published.
        """
        if self._read is None:
            self._look_up()
        return self._read

    def is_published(self) -> bool:
        try:
            self._look_up()
        except OperationalError as error:
            raise Unusable(
                f"{self.title}: cannot be reached ({trouble.first_line(error)}), needs a Spark "
                f"Connect server that answers. Check the {SPARK}* variables and the server."
            ) from error
        return self._read is not None

    def _look_up(self) -> None:
        """Reads the pointer and holds the night that it names.

        Between the two another run may have published the next night and swept this one. As long as
        somebody reads a night it stays the one that is read: no query may be of two of them.
        """
        if self._readers:
            return
        with self.engine().connect() as connection:
            found = self._pointed_at(connection)
            while found is not None:
                self.holds.hold(found)
                again = self._pointed_at(connection)
                if again == found:
                    break
                self.holds.release(found)
                found = again
        self._now_read(found)

    def _now_read(self, place: str | None) -> None:
        """Lets go of the night read so far, for one that is held already."""
        if self._read is not None:
            self.holds.release(self._read)
        self._read = place

    def _pointed_at(self, connection: Connection) -> str | None:
        """The place of the published night; None where there is none."""
        pointed = read_pointer(connection, self.pointer)
        return pointed.night if pointed else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with super().reading() as connection:
            self._readers += 1
            try:
                with self.holds.holding(self._read):
                    yield connection
            finally:
                self._readers -= 1

    @contextmanager
    def lock(self) -> Iterator[None]:
        is_published = self.is_published()
        with self.holds.alone(self.title):
            if not is_published:
                self._refuse_without_views()
            yield

    def _refuse_without_views(self) -> None:
        """A catalogue that keeps no views could publish no night."""
        try:
            with self.engine().connect() as connection:
                try_views(connection, self.pointer)
        except DBAPIError as error:
            raise Unusable(
                f"{self.title}: takes no view ({trouble.first_line(error)}), needs a catalogue "
                f"that keeps views, and the right to make a schema {self.pointer} and views in it. "
                f"Name another catalogue by {SPARK}CATALOG, or grant the right."
            ) from error

    def prepare(self) -> None:
        if self._built is not None:
            self.holds.release(self._built)
            self._built = None
        with self.engine().connect() as connection:
            self.sweep(connection)

    def sweep(self, connection: Connection) -> None:
        """Drops what nobody needs any more."""
        schemas = inspect(connection).get_schema_names()
        now = datetime.now(UTC).replace(tzinfo=None)
        pointed_at: set[str] = set()
        is_all_known = True
        for schema in filter(is_pointer_schema, schemas):
            try:
                pointed = read_pointer(connection, schema)
            except (DBAPIError, Foreign):
                if schema == self.pointer:
                    raise
                is_all_known = False
                continue
            if pointed:
                pointed_at.add(pointed.night)
                if pointed.before and is_still_read(pointed.night, now):
                    pointed_at.add(pointed.before)
        left = left_behind(
            schemas,
            self.holds.home,
            now,
            pointed_at,
            self.holds.is_held,
            is_all_known=is_all_known,
        )
        self.drop(connection, left)

    @contextmanager
    def own_place(self) -> Iterator[str]:
        """A place beside the nights, held meanwhile and gone afterwards with all its schemas."""
        place = new_place(self.holds.home, datetime.now(UTC))
        with self.holds.holding(place):
            try:
                yield place
            finally:
                # What cannot be dropped any more, the next run sweeps.
                with suppress(DBAPIError), self.engine().connect() as connection:
                    schemas = inspect(connection).get_schema_names()
                    self.drop(connection, [name for name in schemas if place_of(name) == place])

    def drop(self, connection: Connection, schemas: Sequence[str]) -> None:
        """Drops schemas with all that stands in them."""
        for schema in schemas:
            connection.exec_driver_sql(f"drop schema if exists {named(schema)} cascade")
        for place in {place_of(schema) for schema in schemas} - {None}:
            self.holds.forget(str(place))

    def carry_over(self, kept: MetaData) -> None:
        quality = self.schema(QUALITY, building=True)
        with self.building() as connection:
            connection.exec_driver_sql(f"create schema if not exists {quality}")
            last = self.schema(QUALITY) if self.is_published() else None
            self._goes_on_from = self._read
            had = inspect(connection).get_table_names(last) if last else []
            carried = [table for table in kept.sorted_tables if table.name in had]
            if last and not carried:
                raise self._gone()
            for table in carried:
                _copy(connection, table, f"{last}.{table.name}", f"{quality}.{table.name}")
            kept.create_all(
                connection.execution_options(schema_translate_map={QUALITY: quality}),
                tables=[table for table in kept.sorted_tables if table.name not in had],
                checkfirst=False,
            )

    def _gone(self) -> Unusable:
        return Unusable(
            f"{self.title}: has a pointer to {self._read}, whose tables are gone, needs them. "
            f"Bring them back, or begin anew: drop view {self.pointer}.{POINTER}"
        )

    def lost(self) -> Unusable | None:
        with suppress(DBAPIError), self.engine().connect() as connection:
            if not inspect(connection).has_schema(self.schema(QUALITY)):
                return self._gone()
        return None

    @contextmanager
    def publishing(self, stage: Stage = nothing) -> Iterator[Connection]:
        """Records the night, and then makes the pointer name it: that alone is one operation.

        What fails before leaves the last night as it is, and schemas that the next run drops.
        """
        with self.building() as connection:
            yield connection
            stage(connection)
            heed()
            self._point(connection)
        self.holds.hold(self.built_as)
        self._now_read(self.built_as)

    def _point(self, connection: Connection) -> None:
        """Publishes; `Unusable` where another home has published its night meanwhile.

        The lock is this home's alone. What the other one has recorded is not in this history.
        """
        found = self._pointed_at(connection)
        if found != self._goes_on_from:
            raise Unusable(
                f"{self.title}: has a night of another home, {found}, published while this one was "
                f"built, needs one home that builds {self.pointer}. Run again, from one of them."
            )
        write_pointer(connection, self.pointer, Pointed(self.built_as, found))

    def sides(self, folder: Path) -> AbstractContextManager[tuple[Scratch, Scratch]]:
        from customer_truth.warehouse.spark_scratch import two_places

        return two_places(self, folder)

    def dbt_environment(self) -> Mapping[str, str]:
        # The adapter reads where the cluster is from the environment itself: dbt writes down
        # what its profile says, and that may hold a token.
        return {f"{SPARK}SCHEMA": self.built_as}

    @property
    def ledger_path(self) -> Path:
        return self.folder / f"{self.name}.alerts.sqlite"

    def append(
        self,
        connection: Connection,
        relation: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[object]],
    ) -> None:
        _driver(connection).append(relation, columns, rows)

    def write_csv(self, connection: Connection, query: str, path: Path) -> None:
        _write(_driver(connection).batches(query), path)

    def matching(self, folder: Path, records: Records) -> AbstractContextManager[MatchingEngine]:
        from customer_truth.warehouse.spark_matching import spark_matching

        return spark_matching(self, records)


def _driver(connection: Connection) -> Driver:
    raw: Any = connection.connection.dbapi_connection
    assert isinstance(raw, Driver)
    return raw


def _write(found: pyarrow.RecordBatchReader, path: Path) -> None:
    """Writes batches to a file as the other engines do, so that the file is the same."""
    with duckdb.connect() as writer:
        writer.register("found", found)
        writer.execute(f"copy (select * from found) to {quoted(path)} (format csv, header)")


def _copy(connection: Connection, table: sqlalchemy.Table, last: str, new: str) -> None:
    """Makes a kept table as this version declares it, with what the last night's holds of it."""
    schema, name = last.split(".")
    had = {column["name"] for column in inspect(connection).get_columns(name, schema)}
    selected = ", ".join(
        f"cast({named(column.name) if column.name in had else 'null'} "
        f"as {column.type.compile(connection.dialect)}) as {named(column.name)}"
        for column in table.columns
    )
    connection.exec_driver_sql(f"create table {new} as select {selected} from {last}")
