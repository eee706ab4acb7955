"""A file that a test writes, looked at as `truth connect` does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import sqlalchemy

from customer_truth.connect.names import column_names
from customer_truth.connect.profile import Profile, profile
from customer_truth.connect.sniff import Extract, sniff


def sniffed(path: Path) -> Extract:
    with sqlalchemy.create_engine("truth_duckdb://").connect() as connection:
        return sniff(connection, path)


def columns_of(path: Path) -> dict[str, Profile]:
    """The columns of a file by name."""
    with sqlalchemy.create_engine("truth_duckdb://").connect() as connection:
        extract = sniff(connection, path)
        connection.exec_driver_sql(f"create table extract as select * from {extract.relation}")
        read = replace(extract, relation="extract")
        found, _ = profile(connection, read, column_names(connection, extract.types))
        return {column.name: column for column in found}


def column_of(folder: Path, values: list[str], header: str = "seen") -> Profile:
    """The one column of a file that holds these values."""
    path = folder / "t.csv"
    lines = "".join(f'"{value}"\n' for value in values)
    path.write_text(f"{header}\n{lines}", encoding="utf-8")
    (column,) = columns_of(path).values()
    return column
