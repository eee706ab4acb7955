"""Spark: where raw tables are, in files that the cluster can read too or in its catalogue."""

from __future__ import annotations

import re
import secrets
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pyarrow
import pyarrow.parquet
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError

from customer_truth.errors import Unusable
from customer_truth.extracts.contract import Table
from customer_truth.extracts.csv_file import csv_relation
from customer_truth.extracts.names import one_name, same_names
from customer_truth.extracts.places import Files, Schemas, parquet_relation, unreadable
from customer_truth.files.problem import complaint
from customer_truth.sql.text import named, quoted
from customer_truth.warehouse.spark_dialect import described
from customer_truth.warehouse.spark_values import ticked, told_type

_FORMAT = "parquet"
# By whom and of what a file was handed over, in its own words about itself.
_SOURCE = b"customer_truth_source"
# Types that Spark reads as another one, or not at all, and what they are handed over as.
_ODD = {
    "TIMESTAMP_NS": "TIMESTAMP",
    "TIMESTAMPTZ_NS": "TIMESTAMPTZ",
    "UUID": "VARCHAR",
    "TIME": "VARCHAR",
    "TIME WITH TIME ZONE": "VARCHAR",
    "TIME_NS": "VARCHAR",
    "INTERVAL": "VARCHAR",
    "HUGEINT": "DECIMAL(38, 0)",
    "UHUGEINT": "DECIMAL(38, 0)",
}
_LISTS = re.compile(r"(.+?)((?:\[\d*\])*)")
_LONGEST_SECONDS = 24 * 60 * 60
_PATTERN_SIGNS = re.compile(r"[{}\[\]*?\\]")


class ServedFiles(Files):
    """The files of the raw folder, under a path that the cluster has too.

    Spark reads CSV by other rules than ours, each of which could make a value another one. So text
    is read as it is on any other engine, and handed over as a Parquet file in `handed`; as is a
    Parquet file with types that Spark does not know.
    """

    def __init__(self, folder: Path, handed: Path) -> None:
        super().__init__(folder)
        self.handed = handed

    def relation(self, connection: Connection, table: Table) -> str:
        # Two names in quotes, of which Spark takes the first one for a format.
        return f"{named(_FORMAT)}.{named(self._address(table))}"

    def columns(self, connection: Connection, table: Table) -> Mapping[str, str]:
        address = self._address(table)
        try:
            found = described(connection, f"{_FORMAT}.{ticked(address)}")
        except DBAPIError as error:
            raise Unusable(unreadable(error)) from error
        if alike := same_names([name for name, _ in found]):
            raise Unusable(complaint(one_name(alike), "names that differ in more than their case"))
        return _told(found)

    def _address(self, table: Table) -> str:
        """The Parquet file of a table, as a cluster is told of it."""
        path = self.path(table)
        if path.suffix.lower() != f".{_FORMAT}":
            path = self._handed_over(path, table, f"select * from {csv_relation(path, table.form)}")
        elif odd := _odd_columns(path):
            casts = ", ".join(
                f"cast({named(name)} as {kind}) as {named(name)}" for name, kind in odd
            )
            query = f"select * replace ({casts}) from {parquet_relation(path)}"
            path = self._handed_over(path, table, query)
        return "file://" + _PATTERN_SIGNS.sub(r"\\\g<0>", str(path.absolute()))

    def reading(self, column: str) -> str:
        return f"count({named(column)})"

    def _handed_over(self, path: Path, table: Table, query: str) -> Path:
        """The Parquet file with what a query finds in a file, written anew where that changed.

        The views of the last night read it too, so that its name stays. What it was written of
        stands in it: the times of a file are too coarse on some file systems.
        """
        # Read in another form, it is another file.
        form = zlib.crc32(repr(table.form).encode())
        written = self.handed / table.system / f"{table.name}_{form:08x}.parquet"
        found = path.stat()
        source = f"{path.name} {found.st_size} {found.st_mtime_ns}"
        if _source_of(written) == source:
            return written
        written.parent.mkdir(parents=True, exist_ok=True)
        # What a killed process left is of nobody's use.
        for left in written.parent.glob(f"{written.name}.*"):
            with suppress(FileNotFoundError):
                if left.stat().st_mtime < time.time() - _LONGEST_SECONDS:
                    left.unlink()
        half = written.with_name(f"{written.name}.{secrets.token_hex(4)}")
        with _reader() as reader:
            reader.execute(
                f"copy ({query}) to {quoted(half)} "
                f"(format parquet, kv_metadata {{{_SOURCE.decode()}: {quoted(source)}}})"
            )
        return half.replace(written)


@contextmanager
def _reader() -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine that reads files by our own rules; `Unusable` where it cannot."""
    with duckdb.connect() as reader:
        try:
            yield reader
        except duckdb.Error as error:
            raise Unusable(unreadable(DBAPIError(None, None, error))) from error


def _odd_columns(path: Path) -> list[tuple[str, str]]:
    """The columns of a Parquet file that Spark cannot read, and what they are handed over as."""
    with _reader() as reader:
        described = reader.execute(f"describe select * from {parquet_relation(path)}").fetchall()
    kinds = ((name, _LISTS.fullmatch(kind)) for name, kind, *_ in described)
    return [
        (name, f"{_ODD[found[1]]}{found[2]}") for name, found in kinds if found and found[1] in _ODD
    ]


def _source_of(written: Path) -> str | None:
    """What a handed file was written of; None where it is none, or is not whole."""
    with suppress(FileNotFoundError, pyarrow.ArrowInvalid):
        said: dict[bytes, bytes] = pyarrow.parquet.read_metadata(written).metadata or {}
        return said.get(_SOURCE, b"").decode()
    return None


class CatalogueTables(Schemas):
    """One schema a system in the cluster's catalogue."""

    def columns(self, connection: Connection, table: Table) -> Mapping[str, str]:
        schema, name = self.found(connection, table)
        return _told(described(connection, f"{ticked(schema)}.{ticked(name)}"))

    def _tables(self, connection: Connection, table: Table) -> list[tuple[str, str]]:
        found, wanted = inspect(connection), self._schema(table).lower()
        return [
            (schema, name)
            for schema in found.get_schema_names()
            if schema.lower() == wanted
            for name in sorted([*found.get_table_names(schema), *found.get_view_names(schema)])
        ]


def _told(columns: Sequence[tuple[str, str]]) -> dict[str, str]:
    return {name: told_type(kind).upper() for name, kind in columns}
