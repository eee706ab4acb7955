"""What every engine's warehouse does; what differs between engines sits in its subclass."""

from __future__ import annotations

import os
import socket
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import sqlalchemy
from sqlalchemy import Connection, Engine, MetaData
from sqlalchemy.pool import NullPool

from customer_truth.dialects import SPELLINGS, Spelling, Target
from customer_truth.errors import Unusable
from customer_truth.machine import trouble

if TYPE_CHECKING:
    from customer_truth.extracts.places import Files, Schemas
    from customer_truth.project import Project
    from customer_truth.warehouse.last_night import LastNight
    from customer_truth.warehouse.matching_engine import MatchingEngine, Records
    from customer_truth.warehouse.scratch import Scratch

PUBLISHED_SCHEMAS = ("registry", "staging", "intermediate", "marts")
BUILT_SCHEMAS = ("raw", *PUBLISHED_SCHEMAS)
QUALITY = "quality"
WORK = "work"


Stage = Callable[[Connection], None]


def nothing(_: Connection) -> None:
    """Stages nothing."""


class Locked(Unusable):
    """Another run holds the warehouse."""

    command = "the same again, once the other run has ended"


class Damaged(Unusable):
    """What stands in the place of the published night is none, or cannot be read."""

    command = "truth nightly --recover"


class Warehouse(ABC):
    """One engine's warehouse, with a published night and a place to build the next one."""

    dialect: ClassVar[Target]
    # Its nights can be read side by side, so that one can carry over what the last one has alike.
    carries_over: ClassVar[bool] = False

    @property
    @abstractmethod
    def title(self) -> str:
        """Where the warehouse is, for people; never a secret."""

    @abstractmethod
    def url(self, *, building: bool = False) -> str:
        """SQLAlchemy's address of the published night or of the one being built."""

    @abstractmethod
    def raw_url(self) -> str:
        """SQLAlchemy's address of where raw tables can be read, which leaves nothing behind."""

    @abstractmethod
    def raw_tables(self, project: Project) -> Files | Schemas:
        """Where a project's raw tables are: in files, or in schemas beside the warehouse."""

    def landing(
        self, project: Project, progress: Callable[[str], None]
    ) -> AbstractContextManager[None]:
        """Whatever the demo writes to the raw folder within is in the raw tables afterwards.

        `Unusable` beforehand where it would replace tables that the demo did not make.
        """
        return nullcontext()

    @abstractmethod
    def schema(self, name: str, *, building: bool = False) -> str:
        """The schema's name on this engine."""

    @abstractmethod
    def is_published(self) -> bool:
        """A night has been published here."""

    @abstractmethod
    def lock(self) -> AbstractContextManager[None]:
        """Holds the warehouse, or raises `Locked` at once, saying who holds it."""

    @abstractmethod
    def prepare(self) -> None:
        """An empty place to build in; what a failed or killed run left behind is gone."""

    @abstractmethod
    def carry_over(self, kept: MetaData) -> None:
        """Brings what is kept from the last night to where the next one is built."""

    @abstractmethod
    def publishing(self, stage: Stage = nothing) -> AbstractContextManager[Connection]:
        """One transaction that records the night and, as its last act, publishes it.

        `stage` is called with a connection to all that was recorded, before it is published; where
        it fails nothing is.
        """

    @abstractmethod
    def sides(self, folder: Path) -> AbstractContextManager[tuple[Scratch, Scratch]]:
        """Two throw-away places beside the night, a base and a head, with files below `folder`."""

    def last_night(self) -> LastNight | None:
        """What can be carried over from, where the engine's nights can be read side by side."""
        return None

    @abstractmethod
    def dbt_environment(self) -> Mapping[str, str]:
        """What dbt's profile reads from the environment to build in the right place."""

    def build_options(self, raw: Path) -> Sequence[str]:
        """What dbt is told beside, to build what comes of the raw files of that folder."""
        return ()

    def written_to(
        self, connection: Connection, schema: str, table: str
    ) -> tuple[int, tuple[object, ...]]:
        """The size of a raw table in bytes, and the engine's counts of what was written to it.

        No counts where nobody keeps any: it may have changed without a word.
        """
        return 0, ()

    @property
    def spelling(self) -> Spelling:
        """The words of the engine."""
        return SPELLINGS[self.dialect]

    @abstractmethod
    def append(
        self,
        connection: Connection,
        relation: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[object]],
    ) -> None:
        """Adds rows to a table, many thousand at once, in the connection's transaction."""

    @abstractmethod
    def write_csv(self, connection: Connection, query: str, path: Path) -> None:
        """Writes what a query finds to a CSV file with a header; NULL is an empty field."""

    @abstractmethod
    def matching(self, folder: Path, records: Records) -> AbstractContextManager[MatchingEngine]:
        """Where records are compared; what it needs of files is below `folder`."""

    @property
    @abstractmethod
    def ledger_schema(self) -> str | None:
        """The schema in which `ledger` keeps its tables; None where it has none."""

    @abstractmethod
    def has_ledger(self) -> bool:
        """Something stands where the ledger is kept."""

    @abstractmethod
    def ledger(self) -> Engine:
        """Where is kept what must outlive a failed publication, such as who was told."""

    def unreadable(self, error: Exception) -> Unusable:
        """What to say where the published night cannot be read."""
        words = trouble.first_line(error)
        return Unusable(f"{self.title}: cannot be read ({words}). {trouble.next_step(words)}")

    def lost(self) -> Unusable | None:
        """What to say where the tables of what is published are gone; None where they are there."""
        return None

    def unreadable_relations(self) -> list[str]:
        """Tables of the published night that cannot be read; `Unusable` where none can."""
        with self.reading() as connection:
            connection.scalar(sqlalchemy.select(1))
        return []

    def engine(self, *, building: bool = False) -> Engine:
        """An engine without a pool: a file can only be replaced when nobody holds it open."""
        return sqlalchemy.create_engine(self.url(building=building), poolclass=NullPool)

    @contextmanager
    def building(self) -> Iterator[Connection]:
        """A transaction in the place where the next night is built."""
        with self.engine(building=True).begin() as connection:
            yield connection

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keeps the place where the next night is built open.

        The first connection of a process to a file of DuckDB's reads it anew, and the last one
        writes it down; between them others come for nothing.
        """
        with self.engine(building=True).connect():
            yield

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """A connection that sees the raw tables; a statement that fails in it spoils no other."""
        engine = sqlalchemy.create_engine(self.raw_url(), poolclass=NullPool)
        with engine.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to the last published night."""
        if not self.is_published():
            raise Unusable(f"{self.title}: has no finished night, needs one. Run: truth nightly")
        try:
            with self.engine().connect() as connection:
                options = {"schema_translate_map": {QUALITY: self.schema(QUALITY)}}
                yield connection.execution_options(**options)
        except Exception as error:
            if not trouble.is_of_an_engine(error):
                raise
            if trouble.was_not_kept_then(error):
                if lost := self.lost():
                    raise lost from error
                raise Unusable(
                    f"{self.title}: was filled by another version ({trouble.first_line(error)}), "
                    "needs a night of this one. Run: truth nightly, which keeps its history."
                ) from error
            raise self.unreadable(error) from error


def holder_words() -> str:
    """This process, for whoever finds the warehouse locked."""
    return (
        f"process {os.getpid()} on {socket.gethostname()} "
        f"since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
    )
