"""DuckDB as SQLAlchemy expects a driver to be: real transactions, results that outlive them.

DuckDB's own `cursor()` opens a second connection with a transaction of its own, and a result read
from the connection itself is lost when the pool rolls it back. So every statement runs on the one
connection, in its transaction, and its result is fetched into the cursor at once. A query that
asks for it (`stream_results`, `yield_per`) is read page by page instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb
from duckdb import Error

from customer_truth.sql.text import quoted
from customer_truth.warehouse.cursors import BareCursor, HeldRows
from customer_truth.warehouse.running import keep_in_sight

__all__ = ["Connection", "Cursor", "Error", "apilevel", "connect", "paramstyle", "threadsafety"]

apilevel = "2.0"
paramstyle = "qmark"
threadsafety = 1


class Cursor(HeldRows):
    """A cursor that holds its whole result."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._forget()

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Runs a statement and keeps what it returns."""
        self._forget()
        ran = self._connection.raw.execute(statement, list(parameters))
        rows, description = ran.fetchall(), ran.description or []
        if [column[0] for column in description] == ["Count"] and self._changes(statement):
            self.rowcount = int(rows[0][0]) if rows else -1
        else:
            self._rows, self.description, self.rowcount = rows, description, len(rows)

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Runs a statement for each row of parameters."""
        self._forget()
        self._connection.raw.executemany(statement, [list(row) for row in rows])

    def _changes(self, statement: str) -> bool:
        last = self._connection.raw.extract_statements(statement)[-1]
        return duckdb.ExpectedResultType.CHANGED_ROWS in last.expected_result_type


class StreamingCursor(BareCursor):
    """A cursor that reads its result as it is asked for, however long it is.

    It runs beside the connection's transaction and sees what was committed when it started.
    """

    def __init__(self, connection: Connection) -> None:
        self._source = connection.raw.cursor()
        keep_in_sight(self._source)

    @property
    def description(self) -> Sequence[Sequence[Any]] | None:
        """The columns of the result."""
        return self._source.description

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Runs a query."""
        self._source.execute(statement, list(parameters))

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row."""
        return self._source.fetchone()

    def fetchmany(self, size: int | None = None) -> list[tuple[Any, ...]]:
        """The next rows."""
        return self._source.fetchmany(size or self.arraysize)

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The rows not fetched yet."""
        return self._source.fetchall()

    def close(self) -> None:
        """Lets go of the result."""
        self._source.close()


class Connection:
    """One DuckDB connection and its transaction."""

    def __init__(self, raw: duckdb.DuckDBPyConnection) -> None:
        self.raw = raw
        self.autocommit = False
        self._in_transaction = False

    def begin(self) -> None:
        """Begins a transaction, which DuckDB does not do by itself."""
        if not self.autocommit and not self._in_transaction:
            self.raw.begin()
            self._in_transaction = True

    def commit(self) -> None:
        """Commits the transaction, if there is one."""
        if self._leave():
            self.raw.commit()

    def rollback(self) -> None:
        """Rolls the transaction back, if there is one."""
        if self._leave():
            self.raw.rollback()

    def cursor(self) -> Cursor:
        """A cursor within this connection's transaction."""
        return Cursor(self)

    def streaming_cursor(self) -> StreamingCursor:
        """A cursor for a result that is too long to hold."""
        return StreamingCursor(self)

    def interrupt(self) -> None:
        """Ends the statement that runs in another thread."""
        self.raw.interrupt()

    def close(self) -> None:
        """Closes the connection; a file is free when its last connection is closed."""
        self.raw.close()

    def _leave(self) -> bool:
        was, self._in_transaction = self._in_transaction, False
        return was


def connect(database: str, config: Mapping[str, str]) -> Connection:
    """Opens a database file; connections of one process to one file share its instance.

    Beside DuckDB's own settings `config` may name a second file, `attach`, which is read only and
    goes by the name `night`.
    """
    settings: dict[str, Any] = dict(config)
    attached = settings.pop("attach", None)
    raw = duckdb.connect(database, config=settings)
    if attached:
        raw.execute(f"attach if not exists {quoted(attached)} as night (read_only)")
    return Connection(raw)
