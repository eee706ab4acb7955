"""Spark: a side of a comparison stands in schemas of its own, beside the published night's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from customer_truth.sql.text import named
from customer_truth.warehouse.scratch import Scratch, SideBySide, relations
from customer_truth.warehouse.spark import SparkWarehouse


class SparkScratch(Scratch, SparkWarehouse):
    """One side's throw-away schemas; the published ones are read where they are."""

    def __init__(self, night: SparkWarehouse, name: str, folder: Path) -> None:
        super().__init__(folder, "")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.night, self.pointer, self.holds = night, night.pointer, night.holds
        self._built = name
        self._shown = set()

    def schema(self, name: str, *, building: bool = False) -> str:
        return f"{self.built_as}_{name}"

    def night_schema(self, name: str) -> str:
        return self.night.schema(name)

    def of_night(self, connection: Connection, schema: str) -> Mapping[str, str]:
        place = self.night_schema(schema)
        return {
            name: f"select * from {named(place)}.{named(name)}"
            for name in relations(connection, place)
        }

    def in_words_of_the_night(self, told: str) -> str:
        return told.replace(self.built_as, str(self.night.published_as))

    @contextmanager
    def beside(self, base: Scratch) -> Iterator[SideBySide]:
        assert isinstance(base, SparkScratch)
        with self.engine(building=True).connect() as connection:
            yield SideBySide(connection, self.dialect, (f"{base.built_as}_", f"{self.built_as}_"))


@contextmanager
def two_places(night: SparkWarehouse, folder: Path) -> Iterator[tuple[Scratch, Scratch]]:
    """Two places beside a night, gone afterwards; what a killed run left is swept first."""
    with night.own_place() as place:
        with night.engine().connect() as connection:
            night.sweep(connection)
        yield (
            SparkScratch(night, f"{place}_base", folder / "base"),
            SparkScratch(night, f"{place}_head", folder / "head"),
        )
