"""What each raw table must look like, as the staging folders declare it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Country:
    """The column that holds the country of a value: of its own row, or of the row it refers to."""

    column: str
    of: str | None = None
    by: str | None = None


@dataclass(frozen=True)
class Column:
    """A raw column; an optional one may be absent and is then unknown everywhere."""

    name: str
    data_type: str
    optional: bool = False
    is_window_text: bool = False
    reads: tuple[str, ...] = ()
    country: Country | None = None


@dataclass(frozen=True)
class Table:
    """A raw table: its key, the column that tells when a row was synced, and may it be empty."""

    system: str
    name: str
    key: tuple[str, ...]
    clock: str | None
    columns: tuple[Column, ...]
    may_be_empty: bool = False
    found_as: str | None = None

    @property
    def id(self) -> str:
        """The table's name in settings and messages."""
        return f"{self.system}.{self.name}"

    @property
    def raw_name(self) -> str:
        """The name under which this company's sync lands it."""
        return self.found_as or self.name

    @property
    def bound_name(self) -> str:
        """The name of the view through which a night reads the table."""
        return f"{self.system}__{self.name}"


def declared_tables(root: Path, systems: tuple[str, ...]) -> list[Table]:
    """The raw tables of some systems, in the order of their declaration."""
    tables: list[Table] = []
    for system in systems:
        for path in sorted((root / "models" / "staging" / system).glob("*.yml")):
            content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
            for source in content.get("sources", []):
                tables.extend(_table(source["name"], table) for table in source["tables"])
    return tables


def known_systems(root: Path) -> list[str]:
    """The systems that have a staging folder."""
    return sorted(path.name for path in (root / "models" / "staging").iterdir() if path.is_dir())


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _table(system: str, declared: dict[str, Any]) -> Table:
    meta = declared.get("config", {}).get("meta", {})
    return Table(
        system=system,
        name=declared["name"],
        key=tuple(meta["key"]),
        clock=meta.get("clock"),
        columns=tuple(_column(column) for column in declared["columns"]),
        may_be_empty=bool(meta.get("may_be_empty")),
    )


def _column(declared: dict[str, Any]) -> Column:
    meta = declared.get("config", {}).get("meta", {})
    return Column(
        name=declared["name"],
        data_type=declared["data_type"],
        optional=bool(meta.get("optional")),
        is_window_text=bool(meta.get("window_text")),
        reads=_kinds(meta.get("reads", [])),
        country=_country(meta.get("country")),
    )


def _kinds(said: str | list[str]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def _country(said: str | dict[str, str] | None) -> Country | None:
    if said is None:
        return None
    return Country(said) if isinstance(said, str) else Country(**said)
