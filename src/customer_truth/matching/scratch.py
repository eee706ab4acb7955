"""A database of its own to match in: on disk, bounded in memory, gone afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from customer_truth.sql.paths import one_file, openable
from customer_truth.sql.text import quoted
from customer_truth.warehouse.duckdb import memory_limit
from customer_truth.warehouse.running import keep_in_sight


@contextmanager
def scratch(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database in a folder of this run alone: it holds what identifies persons."""
    connection = duckdb.connect(
        str(openable(folder) / "scratch.duckdb"),
        config={"memory_limit": memory_limit(), "temp_directory": str(openable(folder) / "spill")},
    )
    keep_in_sight(connection)
    try:
        connection.execute("set enable_progress_bar = false")
        yield connection
    finally:
        connection.close()


def read_records(connection: duckdb.DuckDBPyConnection, path: Path, columns: list[str]) -> None:
    """Makes the table `records` of a CSV file with a header; an empty field is NULL."""
    types = ", ".join(f"'{column}': 'varchar'" for column in columns)
    connection.execute(
        f"create or replace table records as select * from read_csv(?, columns = {{{types}}}, "
        "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', "
        "nullstr = '', hive_partitioning = false)",
        [one_file(path)],
    )


def write_table(connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
    """Writes a table to a CSV file with a header."""
    connection.execute(f"copy {table} to {quoted(path)} (format csv)")
