"""Spark: records are compared at the server, by Splink's own back end for it.

A session of its own has Splink's views and the functions that it asks for, and a schema beside the
night's has what is written on the way.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from customer_truth.sql.text import named
from customer_truth.warehouse.bench import Bench, Records
from customer_truth.warehouse.running import keep_in_sight
from customer_truth.warehouse.spark_dbapi import Connection as Driver
from customer_truth.warehouse.spark_errors import Error, told
from customer_truth.warehouse.spark_likeness import FUNCTIONS
from customer_truth.warehouse.spark_session import own_session
from customer_truth.warehouse.spark_values import ticked

if TYPE_CHECKING:
    from splink import SparkAPI

    from customer_truth.warehouse.spark import SparkWarehouse


class SparkBench(Bench):
    """A session whose own schema is `place`; what is kept goes to the schemas of `night`."""

    hash_function = "xxhash64"
    number = "record_id"

    def __init__(self, driver: Driver, place: str, night: SparkWarehouse) -> None:
        self._driver = driver
        self._place = place
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
        from splink.internals.exceptions import SplinkException

        self._driver.tag()
        try:
            with told():
                yield
        except SplinkException as error:
            with told():
                raise error.__cause__ or error from error

    def keep(self, table: str, schema: str) -> None:
        relation = f"{self._night.schema(schema, building=True)}.{table}"
        self.run(f"insert into {relation} by name select * from {table}")


@contextmanager
def spark_bench(night: SparkWarehouse, records: Records) -> Iterator[SparkBench]:
    """A place beside a night; what a killed run left is swept with the night that it stood by."""
    beside = night.schema("matching", building=records.building)
    place = f"{beside}_{secrets.token_hex(4)}"
    relation = f"{night.schema(records.schema, building=records.building)}.{records.table}"
    with own_session(night.settings.remote, night.settings.catalog) as session:
        driver = Driver(session, night.settings.file_format, "")
        keep_in_sight(driver)
        with told():
            # What Splink writes, too.
            session.conf.set("spark.sql.sources.default", night.settings.file_format)
        try:
            for statement in (f"create schema {ticked(place)}", f"use {ticked(place)}", *FUNCTIONS):
                driver.say(statement)
            bench = SparkBench(driver, place, night)
            columns = ", ".join(map(named, records.columns))
            bench.run(f"create table records as select {columns} from {relation}")
            yield bench
        finally:
            with suppress(Error):
                driver.say(f"drop schema if exists {ticked(place)} cascade")
