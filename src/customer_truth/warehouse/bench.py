"""Where records are compared: a place of its own beside a night, gone afterwards."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from splink.internals.database_api import DatabaseAPI


@dataclass(frozen=True)
class Records:
    """Columns, all of them text, of a table of the night being built or of the published one."""

    schema: str
    table: str
    columns: Sequence[str]
    building: bool


class Bench(ABC):
    """An engine with the table `records`, on which Splink works and we do; no table has a schema.

    Statements are in the words that the whole package writes.
    """

    # What makes one number of several values.
    hash_function: ClassVar[str]
    # SQL of what tells the records apart: short, where they are all in one place to be numbered.
    number: ClassVar[str]

    @abstractmethod
    def run(self, statement: str) -> list[tuple[Any, ...]]:
        """Runs a statement; the rows that it finds."""

    @abstractmethod
    def splink(self) -> DatabaseAPI[Any]:
        """Splink's back end on this engine, which knows the tables by their names."""

    @abstractmethod
    def condition(self, sql: str) -> str:
        """What must hold between `<column>_l` and `<column>_r`, as Splink says it here."""

    @abstractmethod
    def comparing(self) -> AbstractContextManager[None]:
        """While Splink works: what goes wrong is told as the engine's error."""

    @abstractmethod
    def keep(self, table: str, schema: str) -> None:
        """Adds the rows of a table to the one of that name in the night being built."""
