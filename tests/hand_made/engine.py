"""The engine of hand-made nights: DuckDB in memory, or the server of `make test-postgres`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import count
from typing import Any
from uuid import uuid4

import sqlalchemy
from sqlalchemy.pool import NullPool, StaticPool

from customer_truth.dialects import SPELLINGS, Dialect, Spelling
from customer_truth.sql.text import named, quoted

Row = Mapping[str, object]


class Engine:
    """One connection for all nights of a process; each night has two schemas of its own."""

    def __init__(self) -> None:
        url = os.environ.get("TRUTH_TEST_POSTGRES_URL")
        self.dialect: Dialect = "postgres" if url else "duckdb"
        if url:
            address = sqlalchemy.make_url(url).set(drivername="postgresql+psycopg2")
            engine = sqlalchemy.create_engine(address, poolclass=NullPool)
        else:
            engine = sqlalchemy.create_engine("truth_duckdb://", poolclass=StaticPool)
        self.connection = engine.connect().execution_options(
            isolation_level="AUTOCOMMIT", no_parameters=True
        )
        self.execute("set timezone = 'UTC'")
        # For a few rows it takes longer to compile a query, or to share it out, than to run it.
        self.execute("set jit = off" if url else "set threads = 1")
        self._process = uuid4().hex[:12]
        self.functions = f"functions_{self._process}"
        self._nights = count(1)
        self._schema = ""
        self._is_ready = False

    def once(self, statements: Callable[[], str]) -> None:
        """Runs what comes to the same for all nights before the first of them."""
        if not self._is_ready:
            self._is_ready = True
            if text := statements().strip():
                self.execute(text)

    def new_schemas(self) -> tuple[str, str]:
        """Two empty schemas: of the models, and of what the night binds for them."""
        built = f"night_{self._process}_{next(self._nights)}"
        for schema in (built, f"{built}_raw"):
            self.execute(f"create schema {schema}")
        return built, f"{built}_raw"

    def enter(self, schema: str) -> None:
        """Bare names are those of this schema from here on."""
        if self._schema != schema:
            self.execute(f"set search_path = '{schema}'")
            self._schema = schema

    def execute(self, statement: str) -> list[tuple[Any, ...]]:
        """What a statement answers, nothing where it answers nothing."""
        result = self.connection.exec_driver_sql(statement)
        return [tuple(row) for row in result] if result.returns_rows else []

    def make(self, table: str, types: Mapping[str, str], rows: Sequence[Row] = ()) -> None:
        """A table of these columns with these rows; a column that is not given is NULL."""
        columns = ", ".join(f"{named(name)} {kind}" for name, kind in types.items())
        self.execute(f"create table {table} ({columns})")
        for row in rows:
            assert set(row) <= set(types), set(row) - set(types)
        if rows:
            lines = ", ".join(
                f"({', '.join(literal(row.get(name), kind) for name, kind in types.items())})"
                for row in rows
            )
            self.execute(f"insert into {table} values {lines}")

    @property
    def spelling(self) -> Spelling:
        """The words of the engine."""
        return SPELLINGS[self.dialect]

    def columns(self, relation: str) -> list[tuple[str, str]]:
        """Name and type of each column of a relation."""
        if self.dialect == "duckdb":
            return [row[:2] for row in self.execute(f"describe {relation}")]
        return [
            (name, kind)
            for name, kind in self.execute(
                "select attname, format_type(atttypid, atttypmod) from pg_attribute "
                f"where attrelid = '{relation}'::regclass and attnum > 0 order by attnum"
            )
        ]


@cache
def engine_here() -> Engine:
    """PostgreSQL beside `make test-postgres`, else DuckDB."""
    return Engine()


def literal(value: object, kind: str) -> str:
    """A value as SQL of that type."""
    return "null" if value is None else f"cast({quoted(str(value))} as {kind})"
