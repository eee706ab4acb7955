"""What cursors of our own share: what SQLAlchemy asks of any, and rows that are held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class BareCursor:
    """What SQLAlchemy asks of a cursor and no engine here has an answer to."""

    arraysize = 1
    lastrowid = None
    rowcount = -1

    def setinputsizes(self, sizes: Sequence[Any]) -> None:
        """Nothing to prepare."""


class HeldRows(BareCursor):
    """Rows and how many of them were fetched; a subclass runs statements and puts rows in."""

    description: Sequence[Sequence[Any]] | None
    _rows: list[tuple[Any, ...]]
    _next: int

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row."""
        rows = self.fetchmany(1)
        return rows[0] if rows else None

    def fetchmany(self, size: int | None = None) -> list[tuple[Any, ...]]:
        """The next rows."""
        start, self._next = self._next, self._next + (size or self.arraysize)
        return self._rows[start : self._next]

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The rows not fetched yet."""
        return self.fetchmany(len(self._rows) or 1)

    def close(self) -> None:
        """Lets go of the rows."""
        self._forget()

    def _forget(self) -> None:
        self._rows, self._next, self.description, self.rowcount = [], 0, None, -1
