"""The warehouse: one night at a time builds beside the last one, and replaces it as a whole."""

from __future__ import annotations

from importlib.util import find_spec

from customer_truth.dialects import SPELLINGS
from customer_truth.errors import Unusable
from customer_truth.project import Project
from customer_truth.warehouse.base import Damaged, Locked, Warehouse
from customer_truth.warehouse.scratch import Scratch

_SPARK = ("dbt.adapters.spark", "grpc", "pyspark")

__all__ = ["Damaged", "Locked", "Scratch", "Warehouse", "open_warehouse"]


def open_warehouse(project: Project) -> Warehouse:
    """The warehouse of a project's target."""
    if project.target == "duckdb":
        from customer_truth.warehouse.duckdb import DuckDBWarehouse

        return DuckDBWarehouse(project.home / "warehouse", project.world)
    if project.target == "spark":
        _refuse_without_driver()
        from customer_truth.warehouse.spark import SparkWarehouse

        return SparkWarehouse(project.home / "warehouse", project.world)
    from customer_truth.warehouse.postgres import PostgresWarehouse

    return PostgresWarehouse(project.world)


def _refuse_without_driver() -> None:
    if not all(map(_is_installed, _SPARK)):
        install = SPELLINGS["spark"].install
        raise Unusable(
            "target spark: has no driver here (pyspark, dbt-spark), needs this package's extra for "
            f"Spark. Run: {install}",
            command=install,
        )


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False
