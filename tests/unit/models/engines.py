"""The engines on which nights of a few models run: DuckDB, or PostgreSQL where a server is up."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import uuid4

import duckdb
import psycopg2

Rows = list[tuple[Any, ...]]


class Engine(Protocol):
    """One schema of its own, in which a test's tables are alone.

    `dialect` is the prefix of the macros that dbt would choose.
    """

    dialect: str
    schema: str

    def execute(self, statement: str, values: Sequence[object] = ()) -> Rows:
        """What a statement answers, nothing where it answers nothing; `?` stands for a value."""
        ...


@dataclass
class DuckDB:
    """DuckDB in memory, as a night sets it."""

    dialect: str = "default"
    schema: str = "main"
    connection: duckdb.DuckDBPyConnection = field(default_factory=duckdb.connect)

    def __post_init__(self) -> None:
        self.execute("set threads = 1; set timezone = 'UTC'")

    def execute(self, statement: str, values: Sequence[object] = ()) -> Rows:
        return self.connection.execute(statement, list(values)).fetchall()


class Postgres:
    """A schema of the test server; it goes with the server."""

    dialect = "postgres"

    def __init__(self, url: str) -> None:
        self.schema = f"models_{uuid4().hex}"
        self._connection = psycopg2.connect(url)
        self._connection.autocommit = True
        self.execute("set timezone = 'UTC'")
        self.execute(f"create schema {self.schema}")
        self.execute(f"set search_path to {self.schema}")

    def execute(self, statement: str, values: Sequence[object] = ()) -> Rows:
        with self._connection.cursor() as cursor:
            if values:
                cursor.execute(statement.replace("?", "%s"), list(values))
            else:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


def engine_here() -> Engine:
    """PostgreSQL beside `make test-postgres`, else DuckDB."""
    url = os.environ.get("TRUTH_TEST_POSTGRES_URL")
    return Postgres(url) if url else DuckDB()
