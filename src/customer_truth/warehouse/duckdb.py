"""DuckDB: every night is built in a file of its own that replaces the last one in one step."""

from __future__ import annotations

import os
import re
import shutil
import site
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import duckdb
from sqlalchemy import URL, Connection, MetaData, Table

from customer_truth.dialects import Target
from customer_truth.errors import Unusable
from customer_truth.extracts.places import Files
from customer_truth.machine import trouble
from customer_truth.machine.interruption import heed
from customer_truth.sql.paths import one_file, openable
from customer_truth.sql.text import quoted
from customer_truth.warehouse.base import QUALITY, Damaged, Stage, nothing
from customer_truth.warehouse.file_ledger import FileLedger
from customer_truth.warehouse.file_lock import alone
from customer_truth.warehouse.last_night import LastNight
from customer_truth.warehouse.local_matching import ComparesHere
from customer_truth.warehouse.memory import memory_limit

if TYPE_CHECKING:
    from customer_truth.project import Project
    from customer_truth.warehouse.scratch import Scratch

_MAGIC = slice(8, 12)
# About how much larger than the Parquet files of all tables a step becomes in memory. CSV files are
# larger than that, and so err to the safe side.
_GROWS = 4
_RECOVER = (
    "Bring back a copy of it, or begin anew with what can be read of its history: "
    "truth nightly --recover"
)


class DuckDBWarehouse(FileLedger, ComparesHere):
    """`<folder>/customer_truth.duckdb`, readable by others while the next night is built."""

    dialect: ClassVar[Target] = "duckdb"
    carries_over = True

    def __init__(self, folder: Path, world: str) -> None:
        name = f"customer_truth_{world}" if world else "customer_truth"
        self.folder = folder
        self.path = openable(folder) / f"{name}.duckdb"
        self.next_path = openable(folder) / f"{name}.next.duckdb"
        self.lock_path = folder / f"{name}.lock"

    @property
    def title(self) -> str:
        return str(self.folder / self.path.name)

    def url(self, *, building: bool = False) -> str:
        if building:
            return _url(self.next_path, memory_limit=memory_limit())
        return _url(self.path, access_mode="READ_ONLY")

    def raw_url(self) -> str:
        return _url(None, memory_limit=memory_limit())

    def raw_tables(self, project: Project) -> Files:
        return Files(project.raw)

    def schema(self, name: str, *, building: bool = False) -> str:
        return name

    def is_published(self) -> bool:
        if not os.path.lexists(self.path):
            return False
        if found := self._foreign():
            raise Damaged(f"{self.path}: has {found}, needs a warehouse. {_RECOVER}")
        return True

    def _foreign(self) -> str | None:
        """What stands there instead; DuckDB itself would look for a reader on the network."""
        if not self.path.is_file():
            return "a folder or a link to nowhere"
        with self.path.open("rb") as file:
            start = file.read(_MAGIC.stop)
        return None if start[_MAGIC] == b"DUCK" else "no database of DuckDB"

    def unreadable(self, error: Exception) -> Unusable:
        words = trouble.first_line(error)
        if told := trouble.advice(words):
            return Unusable(f"{self.path}: cannot be read ({words}). {told}")
        return Damaged(f"{self.path}: cannot be read ({words}), needs a whole one. {_RECOVER}")

    def unreadable_relations(self) -> list[str]:
        query = "select schema_name, table_name from duckdb_tables() order by all"
        with self.reading() as connection:
            tables = [(str(row[0]), str(row[1])) for row in connection.exec_driver_sql(query)]
        return [f"{schema}.{name}" for schema, name in tables if not self._is_read(schema, name)]

    def _is_read(self, schema: str, name: str) -> bool:
        try:
            with self.reading() as connection:
                connection.exec_driver_sql(f'select sum(hash(t)) from "{schema}"."{name}" as t')
        except Damaged:
            return False
        return True

    @contextmanager
    def lock(self) -> Iterator[None]:
        with alone(self.lock_path, self.title):
            yield

    def prepare(self) -> None:
        for leftover in self.folder.glob(f"{self.next_path.name}*"):
            # What an engine that ran out of memory spilled lies in a folder of its own.
            if leftover.is_dir():
                shutil.rmtree(leftover)
            else:
                leftover.unlink()

    def carry_over(self, kept: MetaData) -> None:
        engine = self.engine(building=True)
        with engine.begin() as connection:
            connection.exec_driver_sql(f"create schema if not exists {QUALITY}")
            kept.create_all(connection)
        if not self.is_published():
            return
        with duckdb.connect(str(self.next_path), config=_limits()) as connection:
            try:
                connection.execute(f"attach {quoted(self.path)} as last_night (read_only)")
                found = [copy_kept(connection, table) for table in kept.sorted_tables]
                connection.execute("detach last_night")
            except duckdb.Error as error:
                raise self.unreadable(error) from error
        if not any(found):
            raise Damaged(f"{self.path}: has a database without a night, needs one. {_RECOVER}")

    @contextmanager
    def publishing(self, stage: Stage = nothing) -> Iterator[Connection]:
        with self.building() as connection:
            yield connection
        with self.engine(building=True).connect() as connection:
            connection.exec_driver_sql("checkpoint")
            stage(connection)
        heed()
        self.next_path.replace(self.path)

    @contextmanager
    def sides(self, folder: Path) -> Iterator[tuple[Scratch, Scratch]]:
        from customer_truth.warehouse.duckdb_scratch import DuckDBScratch

        yield DuckDBScratch(folder / "base", self), DuckDBScratch(folder / "head", self)

    def last_night(self) -> LastNight | None:
        if not self.is_published():
            return None
        return LastNight(self.path, self.next_path, _limits(), self.unreadable)

    def dbt_environment(self) -> Mapping[str, str]:
        return {
            # dbt parses a project anew where the path of its database is another one. So every
            # home has the same path, below a `~` of its own; Python keeps the user's packages.
            "CUSTOMER_TRUTH_BUILD": f"~/{self.next_path.name}",
            "HOME": str(self.next_path.parent),
            "PYTHONUSERBASE": site.getuserbase(),
            "CUSTOMER_TRUTH_MEMORY": memory_limit(),
        }

    def build_options(self, raw: Path) -> Sequence[str]:
        # Two large steps side by side share the memory, and either may find none. One alone spills
        # what it cannot hold, and has all cores.
        raw_bytes = sum(path.stat().st_size for path in raw.glob("*/**/*") if path.is_file())
        is_large = raw_bytes * _GROWS > _bytes_of(memory_limit())
        return ("--threads", "1") if is_large else ()

    @property
    def ledger_path(self) -> Path:
        # Readers hold the published file; one beside it can be written at any time.
        return self.path.with_suffix(".alerts.sqlite")

    def append(
        self,
        connection: Connection,
        relation: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[object]],
    ) -> None:
        if not rows:
            return
        import pyarrow

        raw: Any = connection.connection.dbapi_connection
        names = ", ".join(f'"{name}"' for name in columns)
        values = dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True))
        raw.raw.register("appended", pyarrow.table(values))
        raw.raw.execute(f"insert into {relation} ({names}) select {names} from appended")
        raw.raw.unregister("appended")

    def write_csv(self, connection: Connection, query: str, path: Path) -> None:
        connection.exec_driver_sql(f"copy ({query}) to {quoted(path)} (format csv, header)")

    def unload(
        self, schema: str, table: str, columns: Sequence[str], path: Path, *, building: bool
    ) -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        where = self.next_path if building else self.path
        try:
            with duckdb.connect(str(where), read_only=True, config=_limits()) as connection:
                connection.execute(
                    f"copy (select {names} from {schema}.{table}) to {quoted(path)} (format csv)"
                )
        except duckdb.Error as error:
            if building:
                raise
            raise self.unreadable(error) from error

    def load(self, path: Path, schema: str, table: str) -> None:
        with duckdb.connect(str(self.next_path), config=_limits()) as connection:
            connection.execute(
                f"copy {schema}.{table} from {quoted(one_file(path))} (format csv, header true)"
            )


def _limits() -> dict[str, Any]:
    return {"memory_limit": memory_limit()}


def _bytes_of(size: str) -> float:
    """A size as the engine is given it: 4GiB, 500 MB."""
    number, unit = re.findall(r"([\d.]+) ?([KMGT])", size.upper())[0]
    return float(number) * float(1024 ** ("KMGT".index(unit) + 1))


def _url(path: Path | None, **settings: str) -> str:
    address = URL.create("truth_duckdb", database=str(path) if path else None, query=settings)
    return address.render_as_string(hide_password=False)


def copy_kept(connection: duckdb.DuckDBPyConnection, table: Table) -> bool:
    """Copies the columns that the last night's version of the table has too, if it has any."""
    old = connection.execute(
        "select column_name from duckdb_columns() "
        "where database_name = 'last_night' and schema_name = ? and table_name = ?",
        [table.schema, table.name],
    ).fetchall()
    shared = ", ".join(f'"{name}"' for (name,) in old if name in table.columns)
    if shared:
        connection.execute(
            f"insert into {table.schema}.{table.name} ({shared}) "
            f"select {shared} from last_night.{table.schema}.{table.name}"
        )
    return bool(shared)
