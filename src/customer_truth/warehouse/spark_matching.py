"""Spark: records are compared at the server, by Splink's own back end for it.

A session of its own has Splink's views and the functions that it asks for, and a schema beside the
night's has what is written on the way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from customer_truth.sql.text import named
from customer_truth.warehouse.matching_engine import MatchingEngine, Records
from customer_truth.warehouse.running import keep_in_sight
from customer_truth.warehouse.spark_dbapi import Connection as Driver
from customer_truth.warehouse.spark_dbapi import own_connection
from customer_truth.warehouse.spark_errors import told
from customer_truth.warehouse.spark_likeness import FUNCTIONS
from customer_truth.warehouse.spark_values import ticked

if TYPE_CHECKING:
    from splink import SparkAPI

    from customer_truth.warehouse.spark import SparkWarehouse


class SparkMatching(MatchingEngine):
    """A session with a schema of its own; what is kept goes to the schemas of `night`."""

    hash_function = "xxhash64"
    told_apart_by = "record_id"

    def __init__(self, driver: Driver, night: SparkWarehouse) -> None:
        self._driver = driver
        self._night = night

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        cursor = self._driver.cursor()
        cursor.execute(statement)
        return cursor.fetchall()

    def splink(self) -> SparkAPI:
        from splink import SparkAPI

        with told():
            # Written as tables, each step is planned by itself, and computed once.
            return SparkAPI(  # type: ignore[no-untyped-call]
                spark_session=self._driver.session,
                break_lineage_method="delta_lake_table",
                register_udfs_automatically=False,
            )

    def condition(self, sql: str) -> str:
        return sql.replace('"', "`")

    @contextmanager
    def comparing(self) -> Iterator[None]:
        self._driver.tag()
        with told(), super().comparing():
            yield

    def keep(self, table: str, schema: str) -> None:
        relation = f"{self._night.schema(schema, building=True)}.{table}"
        self.run(f"insert into {relation} by name select * from {table}")


@contextmanager
def spark_matching(night: SparkWarehouse, records: Records) -> Iterator[SparkMatching]:
    """The records in a place of their own beside the nights, and a session that works there."""
    relation = f"{night.schema(records.schema, building=records.building)}.{records.table}"
    # What is unknown is NULL, on this machine as well.
    columns = ", ".join(f"nullif({named(one)}, '') as {named(one)}" for one in records.columns)
    settings = night.settings
    with (
        night.own_place() as place,
        own_connection(settings.remote, settings.catalog, settings.file_format) as driver,
    ):
        keep_in_sight(driver)
        schema = ticked(f"{place}_matching")
        for statement in (f"create schema {schema}", f"use {schema}", *FUNCTIONS):
            driver.say(statement)
        engine = SparkMatching(driver, night)
        engine.run(f"create table records as select {columns} from {relation}")
        yield engine
