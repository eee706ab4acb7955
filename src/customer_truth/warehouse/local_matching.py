"""Records compared on this machine: in a database on disk, bounded in memory, gone afterwards."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from customer_truth.machine.swept import swept_folder
from customer_truth.sql.paths import one_file
from customer_truth.sql.text import quoted
from customer_truth.warehouse.base import Warehouse
from customer_truth.warehouse.matching_engine import MatchingEngine, Records
from customer_truth.warehouse.private_database import private_database

if TYPE_CHECKING:
    from splink import DuckDBAPI


class ComparesHere(Warehouse):
    """A warehouse whose records are compared on the machine that runs the command."""

    @abstractmethod
    def unload(
        self, schema: str, table: str, columns: Sequence[str], path: Path, *, building: bool
    ) -> None:
        """Writes columns of a table to a CSV file, in bounded memory; NULL is an empty field."""

    @abstractmethod
    def load(self, path: Path, schema: str, table: str) -> None:
        """Adds the rows of such a file to a table of the night being built, all at once."""

    def matching(self, folder: Path, records: Records) -> AbstractContextManager[MatchingEngine]:
        return _local_matching(self, folder, records)


class LocalMatching(MatchingEngine):
    """DuckDB; what is kept goes to the warehouse by a file in `folder`."""

    hash_function = "hash"
    told_apart_by = "row_number() over (order by record_id)"

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        warehouse: ComparesHere | None = None,
        folder: Path = Path(),
    ) -> None:
        self.connection = connection
        self._warehouse = warehouse
        self._folder = folder

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(statement).fetchall()

    def splink(self) -> DuckDBAPI:
        from splink import DuckDBAPI

        return DuckDBAPI(self.connection)

    def condition(self, sql: str) -> str:
        return sql

    def keep(self, table: str, schema: str) -> None:
        assert self._warehouse
        path = self._folder / f"{table}.csv"
        self.run(f"copy {table} to {quoted(path)} (format csv)")
        self._warehouse.load(path, schema, table)


@contextmanager
def _local_matching(
    warehouse: ComparesHere, parent: Path, records: Records
) -> Iterator[LocalMatching]:
    """The records of any engine, in a folder below `parent`, which a killed run may have left."""
    with (
        swept_folder(parent, "matching_") as folder,
        private_database(folder, "scratch") as connection,
    ):
        path = folder / "records.csv"
        warehouse.unload(
            records.schema, records.table, records.columns, path, building=records.building
        )
        _read(connection, path, records.columns)
        path.unlink()
        yield LocalMatching(connection, warehouse, folder)


def _read(connection: duckdb.DuckDBPyConnection, path: Path, columns: Sequence[str]) -> None:
    """Makes the table `records` of a CSV file with a header; an empty field is NULL."""
    types = ", ".join(f"'{column}': 'varchar'" for column in columns)
    connection.execute(
        f"create or replace table records as select * from read_csv(?, columns = {{{types}}}, "
        "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', "
        "nullstr = '', hive_partitioning = false)",
        [one_file(path)],
    )
