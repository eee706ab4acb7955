"""PostgreSQL: a side of a comparison stands in schemas of its own, in the night's database."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from customer_truth.errors import Unusable
from customer_truth.warehouse.postgres import BOUND, NIGHT_RAW, PostgresWarehouse
from customer_truth.warehouse.postgres_places import drop_places, hold, places_of, sweep_places
from customer_truth.warehouse.scratch import Scratch, SideBySide

_OF_NIGHT = """
select table_name from information_schema.tables
where table_schema = :schema and table_name <> :bound
"""


class PostgresScratch(Scratch, PostgresWarehouse):
    """One side's throw-away schemas; the published ones are read where they are."""

    def __init__(self, night: PostgresWarehouse, name: str, folder: Path) -> None:
        super().__init__("")
        self.prefix = night.prefix
        self.night = night
        self.name = name
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self._shown = set()

    @property
    def built_as(self) -> str:
        return self.name

    def schema(self, name: str, *, building: bool = False) -> str:
        return f"{self.built_as}_{name}"

    def night_schema(self, name: str) -> str:
        return self.night.schema(NIGHT_RAW if name == "raw" else name)

    def of_night(self, connection: Connection, schema: str) -> Mapping[str, str]:
        place = self.night_schema(schema)
        names: Any = connection.execute(text(_OF_NIGHT), {"schema": place, "bound": BOUND})
        found = {name: f'select * from {place}."{name}"' for (name,) in names}
        if schema == "raw":
            bound: Any = connection.exec_driver_sql(f"select name, query from {place}.{BOUND}")
            found |= dict(bound.all())
        return found

    def in_words_of_the_night(self, told: str) -> str:
        return told.replace(self.built_as, self.night.built_as)

    @contextmanager
    def beside(self, base: Scratch) -> Iterator[SideBySide]:
        assert isinstance(base, PostgresScratch)
        # Without a transaction, no lock is held on the night between two statements.
        engine = self.engine().execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            yield SideBySide(connection, self.dialect, (f"{base.name}_", f"{self.name}_"))


@contextmanager
def two_places(night: PostgresWarehouse, folder: Path) -> Iterator[tuple[Scratch, Scratch]]:
    """Two places beside a night, gone afterwards; what a killed run left is swept first.

    A run holds its places by a lock on their name, which the death of its connection lets go of.
    """
    name = secrets.token_hex(4)
    base, head = places_of(name)
    with night.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        _refuse_older(connection, night)
        hold(connection, name)
        sweep_places(connection)
        try:
            yield (
                PostgresScratch(night, base, folder / "base"),
                PostgresScratch(night, head, folder / "head"),
            )
        finally:
            # What cannot be dropped any more, the next run sweeps.
            with suppress(DBAPIError), night.building() as leaving:
                drop_places(leaving, name)


def _refuse_older(connection: Connection, night: PostgresWarehouse) -> None:
    if not inspect(connection).has_schema(night.schema(NIGHT_RAW)):
        raise Unusable(
            f"{night.title}: was filled by another version, which kept less of what it read, needs "
            "a night of this one. Adopt this version where you have not (truth upgrade), then run: "
            "truth nightly"
        )
