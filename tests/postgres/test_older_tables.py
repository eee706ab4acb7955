"""Tables of an older version take the nights of this one, whatever columns are gone."""

from __future__ import annotations

import os

import pytest
import sqlalchemy as sa

from customer_truth.quality.tables import KEPT
from customer_truth.warehouse.postgres import PostgresWarehouse
from tests.conftest import missing_part


def test_a_column_that_is_gone_stays_and_asks_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    if "TRUTH_TEST_POSTGRES_URL" not in os.environ:
        missing_part("a PostgreSQL server (make test-postgres brings one up)")
    url = sa.make_url(os.environ["TRUTH_TEST_POSTGRES_URL"])
    for name, value in (("HOST", url.host), ("PORT", url.port), ("USER", url.username)):
        monkeypatch.setenv(f"PG{name}", str(value))
    monkeypatch.setenv("PGDATABASE", str(url.database))
    warehouse = PostgresWarehouse("older")
    quality = warehouse.schema("quality")
    with warehouse.building() as connection:
        connection.exec_driver_sql(f"drop schema if exists {quality} cascade")
        connection.exec_driver_sql(f"create schema {quality}")
        connection.exec_driver_sql(
            f"create table {quality}.rule_results "
            "(run_id text not null, value_at_risk numeric not null)"
        )
    warehouse.carry_over(KEPT)
    with warehouse.building() as connection:
        connection.exec_driver_sql(f"insert into {quality}.rule_results (run_id) values ('r1')")
        kept = connection.exec_driver_sql(
            f"select run_id, value_at_risk, records from {quality}.rule_results"
        ).all()
        connection.exec_driver_sql(f"drop schema {quality} cascade")
    assert [tuple(row) for row in kept] == [("r1", None, None)]
