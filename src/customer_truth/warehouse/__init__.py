"""The warehouse: one night at a time builds beside the last one, and replaces it as a whole."""

from __future__ import annotations

from customer_truth.project import Project
from customer_truth.warehouse.base import Damaged, Locked, Warehouse
from customer_truth.warehouse.scratch import Scratch

__all__ = ["Damaged", "Locked", "Scratch", "Warehouse", "open_warehouse"]


def open_warehouse(project: Project) -> Warehouse:
    """The warehouse of a project's target."""
    if project.target == "duckdb":
        from customer_truth.warehouse.duckdb import DuckDBWarehouse

        return DuckDBWarehouse(project.home / "warehouse", project.world)
    from customer_truth.warehouse.postgres import PostgresWarehouse

    return PostgresWarehouse(project.world)
