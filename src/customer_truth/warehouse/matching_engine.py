"""Where records are compared: an engine with a place of its own, gone afterwards."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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


class MatchingEngine(ABC):
    """An engine with the table `records`, on which Splink works and we do; no table has a schema.

    What `run` is given is in the words that the whole package writes; what Splink is given is SQL
    that every one of them knows.
    """

    # What makes one number of several values.
    hash_function: ClassVar[str]
    # What tells the records apart: their id, where to number them would bring all to one worker.
    told_apart_by: ClassVar[str]

    @abstractmethod
    def run(self, statement: str) -> list[tuple[Any, ...]]:
        """Runs a statement; the rows that it finds."""

    @abstractmethod
    def splink(self) -> DatabaseAPI[Any]:
        """Splink's back end on this engine, which knows the tables by their names."""

    @abstractmethod
    def condition(self, sql: str) -> str:
        """What must hold between `"<column>_l"` and `"<column>_r"`, in this engine's quotes."""

    @contextmanager
    def comparing(self) -> Iterator[None]:
        """While Splink works: what goes wrong is the engine's error, not what Splink makes of it.

        Splink repeats the statement and the values in it.
        """
        from splink.internals.exceptions import SplinkException

        try:
            yield
        except SplinkException as error:
            raise error.__cause__ or error from None

    @abstractmethod
    def keep(self, table: str, schema: str) -> None:
        """Adds the rows of a table to the one of that name in the night being built."""
