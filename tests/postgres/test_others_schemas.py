"""What others keep on the server under a name of the nights' stays, and is told."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from sqlalchemy import inspect

from customer_truth.errors import Unusable
from customer_truth.quality.tables import KEPT
from customer_truth.warehouse.postgres import BOUND, PostgresWarehouse
from tests.conftest import missing_part
from tests.postgres.server import URL

WORLD = "others_schemas"
NAMES = ("registry", "staging", "intermediate", "marts", "night_raw", "next", "quality")


@pytest.fixture
def warehouse() -> Iterator[PostgresWarehouse]:
    if URL not in os.environ:
        missing_part("a PostgreSQL server (make test-postgres brings one up)")
    found = PostgresWarehouse(WORLD)
    yield found
    with found.building() as connection:
        for name in NAMES:
            connection.exec_driver_sql(f"drop schema if exists {WORLD}_{name} cascade")


def make(warehouse: PostgresWarehouse, *names: str, table: str = "orders") -> None:
    with warehouse.building() as connection:
        for name in names:
            connection.exec_driver_sql(f"create schema {WORLD}_{name}")
            connection.exec_driver_sql(f"create table {WORLD}_{name}.{table} as select 1 as n")


def has(warehouse: PostgresWarehouse, name: str) -> bool:
    with warehouse.building() as connection:
        return inspect(connection).has_table("orders", f"{WORLD}_{name}")


@pytest.mark.parametrize("name", [name for name in NAMES if name != "quality"])
def test_a_schema_of_others_is_named_and_stays(warehouse: PostgresWarehouse, name: str) -> None:
    make(warehouse, name)
    with pytest.raises(Unusable, match=f"has {WORLD}_{name}, which no night made"):
        warehouse.prepare()
    assert has(warehouse, name)


def test_all_of_them_are_named_at_once(warehouse: PostgresWarehouse) -> None:
    make(warehouse, "marts", "staging")
    with pytest.raises(Unusable, match=f"has {WORLD}_marts, {WORLD}_staging, which"):
        warehouse.prepare()


def test_what_nights_made_is_replaced_and_what_stands_beside_it_stays(
    warehouse: PostgresWarehouse,
) -> None:
    make(warehouse, "quality")
    warehouse.prepare()
    warehouse.carry_over(KEPT)
    make(warehouse, "marts", "next_marts")
    make(warehouse, "night_raw", table=BOUND)
    warehouse.prepare()
    assert (has(warehouse, "next_marts"), has(warehouse, "quality")) == (False, True)
