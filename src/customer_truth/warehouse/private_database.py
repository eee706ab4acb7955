"""A database of one run alone: on disk, bounded in memory, and broken off with the run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from customer_truth.sql.paths import openable
from customer_truth.warehouse.memory import memory_limit
from customer_truth.warehouse.running import keep_in_sight


@contextmanager
def private_database(folder: Path, name: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database in a folder of this run, which whoever made the folder removes."""
    connection = duckdb.connect(
        str(openable(folder) / f"{name}.duckdb"),
        config={"memory_limit": memory_limit(), "temp_directory": str(openable(folder) / "spill")},
    )
    keep_in_sight(connection)
    try:
        connection.execute("set enable_progress_bar = false")
        yield connection
    finally:
        connection.close()
