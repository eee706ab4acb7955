"""Where raw tables are found: files in a folder, or schemas of a server."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from customer_truth.errors import Unusable
from customer_truth.extracts.contract import Table
from customer_truth.extracts.csv_file import csv_relation
from customer_truth.extracts.names import folded, found_as, one_name, same_names
from customer_truth.files.problem import complaint, listed
from customer_truth.machine.trouble import first_line
from customer_truth.project import Project
from customer_truth.sql.paths import one_file
from customer_truth.sql.text import named, quoted

FORMATS = (".parquet", ".csv")
_LIKE_AN_EXTRACT = r"\.(parquet|csv)(\.(gz|zip|zst|bz2|xz))?"
# DuckDB numbers the second of two names that it takes for one.
_NUMBERED = re.compile(r".+_[0-9]+")
_CSV_LINE = re.compile(r"CSV Error on Line: (\d+)")
_CSV_FAULTS = {
    "unterminated quote": "a quote that is never closed",
    "not utf-8 encoded": "text that is not UTF-8",
    "Expected Number of Columns": "more or fewer values than the header has names",
    "reached an invalid state": "a quote that is never closed, or other line ends than the rest",
}


class Place(Protocol):
    """Somewhere a raw table can be read from."""

    @property
    def title(self) -> str:
        """Where that is, for people."""

    def lacks(self, connection: Connection, tables: Sequence[Table]) -> str | None:
        """Where a system's tables should be and none is; None where there is at least one."""

    def relation(self, connection: Connection, table: Table) -> str:
        """SQL that names the table in a FROM; `Unusable` where there is none."""

    def columns(self, connection: Connection, table: Table) -> Mapping[str, str]:
        """Column name → the engine's type name; `Unusable` where it cannot be read."""

    def reading(self, column: str) -> str:
        """SQL that reads every value of a column, and so fails where one cannot be read."""


class Files:
    """`<folder>/<system>/<table>.parquet` or `.csv`, or without the system's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def title(self) -> str:
        return str(self.folder)

    def lacks(self, connection: Connection, tables: Sequence[Table]) -> str | None:
        found = any(self._found(table) for table in tables)
        return None if found else f"no file in {self.folder / tables[0].system}"

    def relation(self, connection: Connection, table: Table) -> str:
        path = self.path(table)
        if path.suffix.lower() == ".parquet":
            return parquet_relation(path)
        return csv_relation(path, table.form)

    def columns(self, connection: Connection, table: Table) -> Mapping[str, str]:
        relation = self.relation(connection, table)
        try:
            rows = connection.exec_driver_sql(f"describe select * from {relation}")
            types = {row[0]: row[1] for row in rows}
            if any(_NUMBERED.fullmatch(name) for name in types):
                _refuse_one_name(connection, self.path(table))
        except DBAPIError as error:
            raise Unusable(unreadable(error)) from error
        return types

    def reading(self, column: str) -> str:
        # The count of a column is told by a Parquet file's statistics, without reading it.
        return f"bit_xor(hash({named(column)}))"

    def path(self, table: Table) -> Path:
        """The file of a table; `Unusable` where there is none that can be meant."""
        found = self._found(table)
        wanted = self.folder / table.system / (table.file or f"{table.raw_name}.parquet")
        if not found:
            other = "" if table.file else " (or .csv)"
            raise Unusable(complaint(f"no file {wanted}{other}", "one"))
        if len(found) > 1:
            raise Unusable(
                complaint(listed(map(str, found)), "only one of them", "Remove the rest.")
            )
        (path,) = found
        if not table.file and (
            path.suffix.lower() not in FORMATS or folded(path.stem) != folded(table.raw_name)
        ):
            raise Unusable(complaint(f"{path}", f"{wanted.name} (or .csv)", "Unpack or rename it."))
        if not path.is_file():
            raise Unusable(complaint(f"{path}, which is no file", "a file"))
        return path

    def _found(self, table: Table) -> list[Path]:
        """Whatever may be meant as the extract of a table, readable or not."""
        folders = (*self._folders(table.system), self.folder)
        if table.file:
            return [folder / table.file for folder in folders if (folder / table.file).exists()]
        name = re.compile(re.escape(table.raw_name) + _LIKE_AN_EXTRACT, re.IGNORECASE)
        return [
            path
            for folder in folders
            if folder.is_dir()
            for path in sorted(folder.iterdir())
            if name.fullmatch(path.name)
        ]

    def _folders(self, system: str) -> list[Path]:
        """The folders of a system, in whatever case it is written."""
        here = self.folder.iterdir() if self.folder.is_dir() else ()
        return sorted(path for path in here if path.is_dir() and folded(path.name) == system)


class Schemas:
    """One schema a system on the server that the warehouse is on."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    @property
    def title(self) -> str:
        return "the server's schemas"

    def lacks(self, connection: Connection, tables: Sequence[Table]) -> str | None:
        found = self._tables(connection, tables[0])
        known = {folded(table.raw_name) for table in tables}
        if any(folded(name) in known for _, name in found):
            return None
        return f"no table in the schema {self._schema(tables[0])}"

    def relation(self, connection: Connection, table: Table) -> str:
        schema, name = self.found(connection, table)
        return f"{named(schema)}.{named(name)}"

    def columns(self, connection: Connection, table: Table) -> Mapping[str, str]:
        schema, name = self.found(connection, table)
        rows = connection.execute(
            text(
                "select column_name, data_type from information_schema.columns "
                "where table_schema = :schema and table_name = :table order by ordinal_position"
            ),
            {"schema": schema, "table": name},
        )
        return {row[0]: row[1] for row in rows}

    def found(self, connection: Connection, table: Table) -> tuple[str, str]:
        """Schema and table as they are written; `Unusable` where there is none, or two."""
        found = self._tables(connection, table)
        schema = found_as(self._schema(table), {schema for schema, _ in found})
        within = [name for place, name in found if place == schema]
        name = found_as(table.raw_name, within)
        if schema is None or name is None:
            wanted = f"{self._schema(table)}.{table.raw_name}"
            raise Unusable(complaint(f"no table {wanted}", "one"))
        return schema, name

    def _tables(self, connection: Connection, table: Table) -> list[tuple[str, str]]:
        rows = connection.execute(
            text(
                "select table_schema, table_name from information_schema.tables "
                "where lower(table_schema) = lower(:schema) order by 1, 2"
            ),
            {"schema": self._schema(table)},
        )
        return [(row[0], row[1]) for row in rows]

    def reading(self, column: str) -> str:
        return f"count({named(column)})"

    def _schema(self, table: Table) -> str:
        return self.names.get(table.system, table.system)


def _refuse_one_name(connection: Connection, path: Path) -> None:
    """`Unusable` where a Parquet file has two columns whose names differ in their case only."""
    if path.suffix.lower() == ".parquet":
        schema = f"parquet_schema({quoted(one_file(path))})"
        # The columns of a nested value stand below it, and may be called like others.
        columns: Any = connection.exec_driver_sql(f"select name, num_children from {schema}").all()[
            1:
        ]
        alike = same_names([name for name, _ in columns])
        if alike and not any(children for _, children in columns):
            raise Unusable(complaint(one_name(alike), "names that differ in more than their case"))


def parquet_relation(path: Path) -> str:
    """SQL that names a Parquet file in a FROM."""
    return f"read_parquet({quoted(one_file(path))}, hive_partitioning = false)"


def place_of(project: Project) -> Files | Schemas:
    """Where this project's raw tables are."""
    # Warehouses answer with the classes above, and so cannot be imported before those.
    from customer_truth.warehouse import open_warehouse

    return open_warehouse(project).raw_tables(project)


def unreadable(error: DBAPIError) -> str:
    """The words for content that the engine cannot read; they never repeat the content."""
    message = str(error.orig).strip()
    line = _CSV_LINE.search(message)
    where = [f"line {line[1]}"] if line else []
    faults = [words for sign, words in _CSV_FAULTS.items() if sign in message]
    told = ": ".join([*where, *faults[:1]]) or first_line(error)
    return complaint(f"content that cannot be read ({told})", "a whole, readable extract")
