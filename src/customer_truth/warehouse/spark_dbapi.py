"""Spark, by Spark Connect, as SQLAlchemy and dbt expect a driver to be.

Statements come in the words that the whole package writes and are said in Spark's. There are no
transactions: what a statement did stays, `commit` has nothing to do and `rollback` cannot undo.
Whoever needs both builds where nobody reads yet (`warehouse.spark`).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from typing import Any

import pyarrow as pa
from grpc import RpcError
from pyspark.errors import PySparkException

from customer_truth.dialects.spark_sql import Words
from customer_truth.dialects.untranslatable import Untranslatable
from customer_truth.warehouse.cursors import BareCursor, HeldRows
from customer_truth.warehouse.spark_errors import (
    Error,
    OperationalError,
    ProgrammingError,
    told,
    without,
    words_of,
)
from customer_truth.warehouse.spark_session import end_session, new_session, session_of
from customer_truth.warehouse.spark_settings import secrets_in
from customer_truth.warehouse.spark_values import (
    arrow_table,
    literals,
    pages,
    parts_of_name,
    rows_of,
    ticked,
    told_type,
)

__all__ = [
    "Connection",
    "Cursor",
    "Error",
    "OperationalError",
    "ProgrammingError",
    "apilevel",
    "connect",
    "paramstyle",
    "threadsafety",
]

apilevel = "2.0"
paramstyle = "named"
threadsafety = 1

_PARAMETER = re.compile(r":(\w+)")
# Rows for a table, each value a parameter of its own: they go there as they are, without SQL.
_ROWS_FOR = re.compile(
    r'\s*insert\s+into\s+(?P<relation>[\w."]+)\s*(\((?P<columns>[^()]*)\))?'
    r"\s*values\s*\((?P<values>\s*:\w+\s*(,\s*:\w+\s*)*)\)\s*;?\s*",
    re.IGNORECASE,
)
# What may give a table other columns.
_CHANGES = re.compile(r"\s*(create|drop|alter)\b", re.IGNORECASE)
_WITH_ZONE = "timestamp_ltz"
# What a table that is written anew is called meanwhile; its columns are those of the table itself.
_BESIDE = re.compile(r"__(rows|changed)\Z")


class _Cursor(BareCursor):
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.description: Sequence[Sequence[Any]] | None = None

    def executemany(self, statement: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Runs a statement for each row of parameters; rows for a table all at once."""
        self.description = None
        rows = list(rows)
        if not self._connection.appended(statement, rows):
            for row in rows:
                self._connection.run(statement, row)


class Cursor(HeldRows, _Cursor):
    """A cursor that holds its whole result."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._forget()

    def execute(self, statement: str, parameters: Mapping[str, Any] | None = None) -> None:
        """Runs a statement and keeps what it returns."""
        self._forget()
        if parameters and self._connection.appended(statement, [parameters]):
            return
        self._keep(self._connection.run(statement, parameters or {}))

    def _keep(self, frame: Any) -> None:
        with told():
            self.description = _described(frame)
            if self.description is not None:
                self._rows = rows_of(frame.toArrow())
                self.rowcount = len(self._rows)


class StreamingCursor(_Cursor):
    """A cursor that reads its result as it is asked for, however long it is."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._rows: Iterator[tuple[Any, ...]] = iter(())

    def execute(self, statement: str, parameters: Mapping[str, Any] | None = None) -> None:
        """Runs a query."""
        frame = self._connection.run(statement, parameters or {})
        with told():
            self.description = _described(frame)
        self._rows = (row for table in self._connection.tables(frame) for row in rows_of(table))

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row."""
        return next(self._rows, None)

    def fetchmany(self, size: int | None = None) -> list[tuple[Any, ...]]:
        """The next rows."""
        return list(islice(self._rows, size or self.arraysize))

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The rows not fetched yet."""
        return list(self._rows)

    def close(self) -> None:
        """Lets go of the result."""
        self._rows = iter(())


class Connection:
    """Statements on a session on a cluster, most often the one that this process has there."""

    def __init__(self, session: Any, file_format: str, passing: str) -> None:
        self.session = session
        # Others may have tables of the same names in the same place.
        if passing:
            passing = f"{passing}_{secrets.token_hex(4)}"
        self._tag = f"customer_truth_{secrets.token_hex(8)}"
        # It knows the tables that go with this connection, which are to Spark as any other.
        self._words = Words(passing=passing, file_format=file_format, columns=self._types_of)
        self._types: dict[tuple[str, str], dict[str, str]] = {}

    def run(self, statement: str, parameters: Mapping[str, Any]) -> Any:
        """Says a statement of the package's in Spark's words; the data frame of its result."""
        try:
            after = self._words.after(statement)
            if after.temporary - self._words.temporary:
                self.say(f"create schema if not exists {ticked(after.passing)}")
            question = self._words.asks(statement)
            steps = self._words.of(statement)
        except Untranslatable as error:
            raise ProgrammingError(f"this cannot be said on Spark: {error}") from error
        # What is not there yet, somebody else may make.
        self._types = {table: types for table, types in self._types.items() if types}
        frame = None
        for step in steps if question is None else [question, *steps]:
            asked = set(_PARAMETER.findall(step))
            given = {name: value for name, value in parameters.items() if name in asked}
            frame = self.say(step, given)
            if step is question:
                with told():
                    if frame.isEmpty():
                        return None
        self._words = after
        if _CHANGES.match(statement):
            self._types.clear()
        return frame

    def say(self, statement: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """Runs a statement that is in Spark's words; the data frame of its result."""
        self.tag()
        with told():
            return self.session.sql(statement, args=literals(parameters or {}) or None)

    def tag(self) -> None:
        """Marks what this thread asks for next as this connection's, by which `interrupt` ends it.

        The client keeps such marks for each thread, until that is told others.
        """
        self.session.clearTags()
        self.session.addTag(self._tag)

    def _types_of(self, schema: str, table: str) -> Mapping[str, str]:
        """The columns of a table with their types; none of one that is not there."""
        if not schema:
            return {}
        table = _BESIDE.sub("", table)
        if (schema, table) not in self._types:
            try:
                fields = self.session.table(f"{ticked(schema)}.{ticked(table)}").schema.fields
            except PySparkException:
                fields = []
            kinds = {field.name: field.dataType.simpleString() for field in fields}
            self._types[schema, table] = {
                name: _WITH_ZONE if kind == "timestamp" else kind for name, kind in kinds.items()
            }
        return self._types[schema, table]

    def appended(self, statement: str, rows: Sequence[Mapping[str, Any]]) -> bool:
        """Adds rows to a table where a statement does nothing else; whether it does."""
        found = _ROWS_FOR.fullmatch(statement)
        if found is None:
            return False
        names = _PARAMETER.findall(found["values"])
        relation = self._known_as(found["relation"])
        columns = parts_of_name(found["columns"] or "") or self.columns_of(relation)
        self.append(relation, columns, [[row[name] for name in names] for row in rows])
        return True

    def _known_as(self, relation: str) -> str:
        is_passing = relation.strip('"').lower() in self._words.temporary
        return f"{self._words.passing}.{relation}" if is_passing else relation

    @property
    def passing(self) -> str:
        """The schema of the tables that pass with this connection."""
        return self._words.passing

    def columns_of(self, relation: str) -> list[str]:
        """The names of a table's columns."""
        with told():
            return list(self.session.table(_spelt(relation)).columns)

    def append(
        self, relation: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
    ) -> None:
        """Adds rows to a table, many thousand at once; what is not among `columns` is unknown."""
        from pyspark.sql.pandas.types import to_arrow_schema

        with told():
            schema = self.session.table(_spelt(relation)).schema
            typed = to_arrow_schema(schema)
        for page in pages(rows):
            with told():
                table = arrow_table(typed, columns, page)
                self.tag()
                self.session.createDataFrame(table, schema).write.insertInto(_spelt(relation))

    def batches(self, query: str) -> pa.RecordBatchReader:
        """What a query finds, read as it is asked for."""
        from pyspark.sql.pandas.types import to_arrow_schema

        frame = self.run(query, {})
        with told():
            schema = to_arrow_schema(frame.schema)
        found = (batch for table in self.tables(frame) for batch in table.cast(schema).to_batches())
        return pa.RecordBatchReader.from_batches(schema, found)

    def tables(self, frame: Any) -> Iterator[pa.Table]:
        """The parts of a result as the server sends them."""
        client = self.session.client
        plan = frame._plan
        self.tag()
        with told():
            for part in client.to_table_as_iterator(plan.to_proto(client), plan.observations):
                if isinstance(part, pa.Table):
                    yield part

    def commit(self) -> None:
        """Nothing to do: what a statement did stays."""

    def rollback(self) -> None:
        """Cannot undo anything."""

    def cursor(self) -> Cursor:
        """A cursor."""
        return Cursor(self)

    def streaming_cursor(self) -> StreamingCursor:
        """A cursor for a result that is too long to hold."""
        return StreamingCursor(self)

    def interrupt(self) -> None:
        """Ends the statements of this connection that run in other threads."""
        self.session.interruptTag(self._tag)

    def close(self) -> None:
        """Drops what was to pass with the connection; the session stays."""
        if self._words.temporary:
            # What cannot be dropped any more is swept with the night.
            with suppress(Error):
                self.say(f"drop schema if exists {ticked(self.passing)} cascade")


def connect(
    remote: str, catalog: str = "", file_format: str = "parquet", passing: str = ""
) -> Connection:
    """Opens a connection to `sc://host:port`; tables that pass with it are made in `passing`."""
    with _reaching(remote):
        session = session_of(remote, catalog)
    return Connection(session, file_format, passing)


@contextmanager
def own_connection(remote: str, catalog: str, file_format: str) -> Iterator[Connection]:
    """A connection with a session of its own, for views and functions that nobody else is to see.

    What others write with the session is in the same format.
    """
    with _reaching(remote):
        session = new_session(remote, catalog)
    try:
        with told():
            session.conf.set("spark.sql.sources.default", file_format)
        yield Connection(session, file_format, "")
    finally:
        end_session(session)


@contextmanager
def _reaching(remote: str) -> Iterator[None]:
    try:
        yield
    except (OSError, PySparkException, RpcError) as error:
        words = without(words_of(error), secrets_in(remote))
        raise OperationalError(words) from None


def _described(frame: Any) -> list[tuple[Any, ...]] | None:
    """The columns of a result; None of a statement that has none."""
    fields = [] if frame is None else frame.schema.fields
    described = [
        (field.name, told_type(field.dataType.simpleString()), *[None] * 4, field.nullable)
        for field in fields
    ]
    return described or None


def _spelt(relation: str) -> str:
    """A relation in Spark's quotes."""
    return ".".join(map(ticked, parts_of_name(relation)))
