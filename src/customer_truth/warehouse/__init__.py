"""The warehouse: one night at a time builds beside the last one, and replaces it as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from customer_truth.project import Project
from customer_truth.warehouse.base import Damaged, Locked, Warehouse
from customer_truth.warehouse.scratch import Scratch

__all__ = ["Damaged", "Locked", "Scratch", "Warehouse", "open_sides", "open_warehouse"]


def open_warehouse(project: Project) -> Warehouse:
    """The warehouse of a project's target."""
    if project.target == "duckdb":
        from customer_truth.warehouse.duckdb import DuckDBWarehouse

        return DuckDBWarehouse(project.home / "warehouse", project.world)
    from customer_truth.warehouse.postgres import PostgresWarehouse

    return PostgresWarehouse(project.world)


@contextmanager
def open_sides(night: Warehouse, folder: Path) -> Iterator[tuple[Scratch, Scratch]]:
    """Two throw-away places beside a night, a base and a head, with files below `folder`."""
    from customer_truth.warehouse.duckdb import DuckDBWarehouse

    if isinstance(night, DuckDBWarehouse):
        from customer_truth.warehouse.duckdb_scratch import DuckDBScratch

        yield DuckDBScratch(folder / "base", night), DuckDBScratch(folder / "head", night)
    else:
        from customer_truth.warehouse.postgres import PostgresWarehouse
        from customer_truth.warehouse.postgres_scratch import two_places

        assert isinstance(night, PostgresWarehouse)
        with two_places(night, folder) as places:
            yield places
