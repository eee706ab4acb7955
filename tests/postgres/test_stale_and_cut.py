"""Raw tables of a server: names in capitals, stamps with offsets, what is stale and what is cut."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy
from sqlalchemy import Connection, insert

from customer_truth.extracts.check import Bound, check_table
from customer_truth.extracts.contract import Column, Table
from customer_truth.extracts.freshness import Freshness
from customer_truth.extracts.measured import Measured, measure
from customer_truth.extracts.places import Schemas
from customer_truth.extracts.source_tables import (
    judged,
    past_nights,
    read_unwhole,
    write_source_tables,
)
from customer_truth.quality.exceptions import Night, merge, movements
from customer_truth.quality.table_nights import keep_table_nights
from customer_truth.quality.tables import KEPT, exceptions, rules, table_nights
from customer_truth.warehouse.postgres import PostgresWarehouse
from tests.conftest import missing_part

CRM, RAW, QUALITY = "stale_crm", "stale_raw", "stale_quality"
NOW = datetime(2018, 3, 2, 8)
COLUMNS = Column("id", "text"), Column("note", "text"), Column("synced", "timestamp")
DEAL = Table(
    "crm", "deal", ("id",), "synced", COLUMNS, freshness=Freshness(None, timedelta(days=7))
)
SPELLING = PostgresWarehouse("").spelling


@pytest.fixture
def connection() -> Iterator[Connection]:
    if "TRUTH_TEST_POSTGRES_URL" not in os.environ:
        missing_part("a PostgreSQL server (make test-postgres brings one up)")
    url = sqlalchemy.make_url(os.environ["TRUTH_TEST_POSTGRES_URL"])
    engine = sqlalchemy.create_engine(url.set(drivername="postgresql+psycopg2"))
    with engine.connect() as opened, opened.begin() as transaction:
        for schema in (CRM, RAW, QUALITY):
            opened.exec_driver_sql(f"create schema {schema}")
        mapped = opened.execution_options(schema_translate_map={KEPT.schema: QUALITY})
        KEPT.create_all(mapped, tables=[table_nights, exceptions, rules])
        yield mapped
        transaction.rollback()


def bound(connection: Connection) -> tuple[Bound | None, list[str]]:
    return check_table(connection, Schemas({"crm": CRM}), DEAL, {}, SPELLING)


def test_a_table_and_its_columns_in_capitals_are_read(connection: Connection) -> None:
    connection.exec_driver_sql(
        f'create table {CRM}."DEAL" ("ID" text, " Note " text, "SYNCED" text)'
    )
    connection.exec_driver_sql(
        f"insert into {CRM}.\"DEAL\" select '1', '2', "
        "'2018-03-01T23:30:00-08:00' union all "
        "select '2', '3', '2018-03-02T02:00:00+00:00'"
    )
    found, problems = bound(connection)
    assert found is not None and not problems, problems
    (measured,) = measure(connection, [found], SPELLING, NOW)
    assert (measured.rows, measured.newest) == (2, datetime(2018, 3, 2, 7, 30))


def test_two_columns_that_differ_in_case_only_are_refused_and_both_named(
    connection: Connection,
) -> None:
    connection.exec_driver_sql(
        f"create table {CRM}.deal as "
        "select '1' as \"ID\", '2' as \"Id\", '3' as note, now() as synced"
    )
    _, problems = bound(connection)
    assert problems == ["column id: has 'ID', 'Id', which are one name, needs one id."]


def test_a_clock_of_any_type_is_read_as_utc(connection: Connection) -> None:
    connection.exec_driver_sql(
        f"create table {CRM}.deal as select '1' as id, '' as note, "
        "timestamptz '2018-03-01 23:30:00-08' as synced union all "
        "select '2', '', timestamptz 'infinity'"
    )
    found, _ = bound(connection)
    assert found is not None
    (measured,) = measure(connection, [found], SPELLING, NOW)
    assert measured.newest == datetime(2018, 3, 2, 7, 30)


def test_cut_and_stale_tables_are_found_and_kept_apart(connection: Connection) -> None:
    for rows, days in ((4646, 0), (464, 20)):
        connection.exec_driver_sql(f"drop table if exists {RAW}.source_tables")
        past = past_nights(connection, QUALITY)
        measured = [
            Measured(DEAL, rows, NOW),
            Measured(replace(DEAL, name="task"), 9, NOW - timedelta(days=days)),
        ]
        write_source_tables(connection, RAW, judged(measured, past, NOW, NOW))
        keep_table_nights(connection, RAW, QUALITY, NOW.date(), [])
    assert [table.words for table in read_unwhole(connection, RAW, [])] == [
        "crm.deal is cut (usual 4,646, found 464)",
        "crm.task is stale (nothing newer than 2018-02-10 08:00)",
    ]
    assert {night.rows for night in past_nights(connection, QUALITY)["crm.deal"]} == {4646}


def test_an_exception_that_was_not_looked_at_says_so_until_it_is(connection: Connection) -> None:
    connection.exec_driver_sql(
        f"create table {RAW}.failing (rule_id text, record_key text, customer_id text, "
        "value numeric, in_error numeric, waiver_id text)"
    )
    connection.exec_driver_sql(f"create table {RAW}.unjudged (rule_id text, record_key text)")
    seen = {"first_seen": NOW, "last_seen": NOW, "times_reopened": 0, "severity": "critical"}
    for key in ("a", "b"):
        row = {"rule_id": key, "record_key": "1", "mart": "m", "kind": "entry", "owner": "o"}
        connection.execute(insert(exceptions), {**row, **seen})
    night = Night("r", NOW, QUALITY, f"{RAW}.failing", f"{RAW}.unjudged", ["b"], ["a", "b"])
    unseen = replace(night, unseen_rules={"a": "not judged: crm.deal is cut"})
    moved = movements(connection, unseen)
    assert (moved["a"].not_looked_at, moved["b"].not_looked_at, moved["b"].resolved) == (1, None, 1)
    merge(connection, unseen)
    told = f"select rule_id, not_looked_at, resolved from {QUALITY}.exceptions order by 1"
    assert [tuple(row) for row in connection.exec_driver_sql(told)] == [
        ("a", "not judged: crm.deal is cut", None),
        ("b", None, NOW),
    ]
    merge(connection, replace(night, evaluated=["a", "b"]))
    assert [row.resolved for row in connection.exec_driver_sql(told)] == [NOW, NOW]
    assert [row.not_looked_at for row in connection.exec_driver_sql(told)] == [None, None]
