"""Where raw tables are found: files in a folder (DuckDB), or schemas of a server."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from customer_truth.errors import Unusable
from customer_truth.extracts.contract import Table
from customer_truth.project import Project

FORMATS = (".parquet", ".csv")
_SNIFFED_BYTES = 1 << 16


class Place(Protocol):
    """Somewhere a raw table can be read from."""

    def relation(self, table: Table) -> str:
        """SQL that names the table in a FROM; `Unusable` where there is none."""

    def columns(self, connection: Connection, table: Table) -> Mapping[str, str]:
        """Column name → the engine's type name; `Unusable` where it cannot be read."""


class Files:
    """`<folder>/<system>/<table>.parquet` or `.csv`, or without the system's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def relation(self, table: Table) -> str:
        path = self._path(table)
        quoted = str(path).replace("'", "''")
        if path.suffix == ".parquet":
            return f"read_parquet('{quoted}')"
        _refuse_other_formats(path)
        return (
            f"read_csv('{quoted}', header = true, all_varchar = true, delim = ',', "
            "quote = '\"', escape = '\"', null_padding = false)"
        )

    def columns(self, connection: Connection, table: Table) -> Mapping[str, str]:
        try:
            rows = connection.exec_driver_sql(f"describe select * from {self.relation(table)}")
            return {row[0]: row[1] for row in rows}
        except DBAPIError as error:
            first_line = str(error.orig).strip().splitlines()[0]
            raise Unusable(f"has a file that cannot be read ({first_line})") from error

    def _path(self, table: Table) -> Path:
        for folder in (self.folder / table.system, self.folder):
            for suffix in FORMATS:
                path = folder / f"{table.raw_name}{suffix}"
                if path.is_file():
                    return path
        expected = self.folder / table.system / f"{table.raw_name}.parquet"
        raise Unusable(f"has no file {expected} (or .csv)")


class Schemas:
    """One schema a system on the server that the warehouse is on."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def relation(self, table: Table) -> str:
        return f'"{self._schema(table)}"."{table.raw_name}"'

    def columns(self, connection: Connection, table: Table) -> Mapping[str, str]:
        rows = connection.execute(
            text(
                "select column_name, data_type from information_schema.columns "
                "where table_schema = :schema and table_name = :table order by ordinal_position"
            ),
            {"schema": self._schema(table), "table": table.raw_name},
        )
        found = {row[0]: row[1] for row in rows}
        if not found:
            raise Unusable(f"has no table {self._schema(table)}.{table.raw_name}")
        return found

    def _schema(self, table: Table) -> str:
        return self.names.get(table.system, table.system)


def place_of(project: Project) -> Place:
    """Where this project's raw tables are."""
    if project.target == "duckdb":
        return Files(project.raw)
    return Schemas(project.raw_schemas)


def _refuse_other_formats(path: Path) -> None:
    """Refuses what is not comma-separated lines, before a reader guesses at it."""
    with path.open("rb") as file:
        start = file.read(_SNIFFED_BYTES)
    if start.startswith(b"PAR1"):
        raise Unusable("has a Parquet file under a .csv name")
    header = start.lstrip(b"\xef\xbb\xbf").splitlines()[:1] or [b""]
    if b"\t" in header[0] and b"," not in header[0]:
        raise Unusable("has tabs between its columns, not the commas that .csv says")
    if _has_bare_carriage_returns(start):
        raise Unusable("has lines that end in bare carriage returns, not in line feeds")
    try:
        names = next(csv.reader([header[0].decode("utf-8")]), [])
    except UnicodeDecodeError as error:
        raise Unusable("has a header that is not UTF-8") from error
    if not [name for name in names if name.strip()]:
        raise Unusable("has no header")


def _has_bare_carriage_returns(start: bytes) -> bool:
    outside_quotes = b"".join(start.split(b'"')[::2])
    return b"\r" in outside_quotes.replace(b"\r\n", b"").rstrip(b"\r")
