"""How our connections to a server are set."""

from __future__ import annotations

import os

import psycopg2
import pytest
import sqlalchemy

from customer_truth.warehouse.postgres import PostgresWarehouse
from tests.conftest import missing_part
from tests.postgres.server import URL


def test_no_statement_is_translated_before_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    if URL not in os.environ:
        missing_part("a PostgreSQL server (make test-postgres brings one up)")
    warehouse = PostgresWarehouse("")
    with sqlalchemy.create_engine(warehouse.url()).connect() as connection:
        assert connection.exec_driver_sql("show jit").scalar() == "off"
    monkeypatch.setenv("PGOPTIONS", "-c work_mem=9MB")
    monkeypatch.setenv("PGOPTIONS", warehouse.dbt_environment()["PGOPTIONS"])
    with psycopg2.connect(os.environ[URL]) as connection, connection.cursor() as cursor:
        for name, value in (("jit", "off"), ("work_mem", "9MB")):
            cursor.execute(f"show {name}")
            assert cursor.fetchone() == (value,)
