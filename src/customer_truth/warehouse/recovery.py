"""Begins anew where a warehouse's file is damaged: it is set aside, its history is copied."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from sqlalchemy import MetaData, Table
from sqlalchemy.exc import DBAPIError

from customer_truth.errors import Unusable
from customer_truth.warehouse.base import QUALITY, Damaged, Warehouse
from customer_truth.warehouse.duckdb import DuckDBWarehouse, copy_kept


@dataclass(frozen=True)
class Recovered:
    """Where the damaged file is now, and which tables of its history could be read."""

    aside: Path
    saved: tuple[str, ...]
    lost: tuple[str, ...]


def recover(warehouse: Warehouse, kept: MetaData) -> Recovered | None:
    """Sets a damaged file aside; None where the last night, if any, can be carried over as it is.

    The file that takes its place holds the history that could be read and no marts: a night fills
    them. Where nothing could be read, none takes its place. Raises `Unusable` where the trouble is
    not the file's own.
    """
    if not isinstance(warehouse, DuckDBWarehouse):
        raise Unusable(
            f"{warehouse.title}: has a server's database, needs its own backup to recover. "
            "Run without --recover."
        )
    if not os.path.lexists(warehouse.path) or _is_whole(warehouse, kept):
        return None
    aside = warehouse.path.with_name(
        f"{warehouse.path.stem}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S}{warehouse.path.suffix}"
    )
    saved = _salvaged(warehouse, kept)
    _set_aside(warehouse, aside, replaced=bool(saved))
    names = [table.name for table in kept.sorted_tables]
    return Recovered(aside, tuple(saved), tuple(name for name in names if name not in saved))


def _is_whole(warehouse: DuckDBWarehouse, kept: MetaData) -> bool:
    """Whether all that a night carries over can be read."""
    warehouse.prepare()
    try:
        warehouse.carry_over(kept)
    except Damaged:
        return False
    finally:
        warehouse.prepare()
    return True


def _salvaged(warehouse: DuckDBWarehouse, kept: MetaData) -> list[str]:
    """Copies what can be read to where a night is built; the names of the tables."""
    warehouse.prepare()
    with warehouse.engine(building=True).begin() as connection:
        connection.exec_driver_sql(f"create schema {QUALITY}")
        kept.create_all(connection)
    return [table.name for table in kept.sorted_tables if _is_saved(warehouse, table)]


def _is_saved(warehouse: DuckDBWarehouse, table: Table) -> bool:
    # A database that found one broken block refuses everything after it: each table has its own.
    try:
        with _both(warehouse) as connection:
            return copy_kept(connection, table)
    except (duckdb.Error, Unusable, DBAPIError, OSError):
        return False


@contextmanager
def _both(warehouse: DuckDBWarehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    if not warehouse.is_published():
        raise Unusable(f"{warehouse.path}: has nothing to read.")
    with duckdb.connect(str(warehouse.next_path)) as connection:
        connection.execute("attach ? as last_night (read_only)", [str(warehouse.path)])
        yield connection


def _set_aside(warehouse: DuckDBWarehouse, aside: Path, *, replaced: bool) -> None:
    log = Path(f"{warehouse.path}.wal")
    if log.exists():
        log.rename(f"{aside}.wal")
    if not replaced:
        warehouse.prepare()
        warehouse.path.rename(aside)
        return
    # Under both names at once, so that a run killed here has lost neither.
    aside.hardlink_to(warehouse.path)
    warehouse.next_path.replace(warehouse.path)
