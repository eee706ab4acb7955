"""Is a raw table as new and as large as it should be, and may its records be judged?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import Connection

from customer_truth.extracts.contract import Column, Table
from customer_truth.extracts.freshness import Freshness
from customer_truth.extracts.measured import Measured
from customer_truth.extracts.present import MADE_BY_DEMO, present
from customer_truth.extracts.source_tables import judged, read_unwhole, write_source_tables
from customer_truth.extracts.usual import PastNight
from customer_truth.quality.table_nights import keep_table_nights
from customer_truth.quality.tables import KEPT, table_nights

NOW = datetime(2026, 11, 2, 5)
LIMITS = Freshness(timedelta(days=3), timedelta(days=7))
DEAL = Table("crm", "deal", ("id",), "synced", (Column("id", "text"),), freshness=LIMITS)
CURRENCY = replace(DEAL, name="currency", freshness=None)
TICKET = replace(DEAL, system="desk", name="ticket")


@pytest.fixture
def connection() -> Iterator[Connection]:
    with sqlalchemy.create_engine("truth_duckdb://").connect() as opened:
        for schema in ("raw", "quality"):
            opened.exec_driver_sql(f"create schema {schema}")
        KEPT.create_all(opened, tables=[table_nights])
        yield opened


def old(table: Table, days: float, rows: int = 100) -> Measured:
    return Measured(table, rows, NOW - timedelta(days=days))


def unwhole(
    connection: Connection,
    *measured: Measured,
    past: dict[str, list[PastNight]] | None = None,
    accepted: tuple[str, ...] = (),
) -> list[str]:
    write_source_tables(connection, "raw", judged(measured, past or {}, NOW, NOW))
    return [table.words for table in read_unwhole(connection, "raw", accepted)]


def test_a_table_beyond_its_limit_is_stale_and_one_that_is_late_is_not(
    connection: Connection,
) -> None:
    assert unwhole(connection, old(DEAL, 20), old(TICKET, 4)) == [
        "crm.deal is stale (nothing newer than 2026-10-13 05:00)"
    ]


def test_a_list_that_rests_is_stale_only_where_its_whole_system_stands_still(
    connection: Connection,
) -> None:
    assert unwhole(connection, old(DEAL, 1), old(CURRENCY, 400)) == []
    connection.exec_driver_sql("drop table raw.source_tables")
    found = unwhole(connection, old(DEAL, 20), old(CURRENCY, 400), old(TICKET, 1))
    assert [words.split()[0] for words in found] == ["crm.deal", "crm.currency"]


def test_rows_without_a_stamp_are_stale_and_no_rows_are_not(connection: Connection) -> None:
    found = unwhole(connection, Measured(DEAL, 7, None), Measured(TICKET, 0, None))
    assert found == ["crm.deal is stale (no stamp)"]


def test_a_table_that_the_company_has_not_is_not_judged() -> None:
    assert judged([replace(old(DEAL, 1), is_there=False)], {}, NOW, NOW) == []


def test_a_cut_table_is_told_unless_somebody_accepts_it(connection: Connection) -> None:
    past = {"crm.deal": [PastNight(date(2026, 11, 1), 4646)]}
    cut = old(DEAL, 0.1, rows=464)
    assert unwhole(connection, cut, past=past) == ["crm.deal is cut (usual 4,646, found 464)"]
    connection.exec_driver_sql("drop table raw.source_tables")
    assert unwhole(connection, cut, past=past, accepted=("crm:deal",)) == []


@pytest.mark.parametrize(("accepted", "kept"), [((), 4646), (("crm:deal",), 464)])
def test_of_two_nights_of_a_day_the_usual_one_is_kept(
    connection: Connection, accepted: tuple[str, ...], kept: int
) -> None:
    for rows, past in ((4646, {}), (464, {"crm.deal": [PastNight(NOW.date(), 4646)]})):
        connection.exec_driver_sql("drop table if exists raw.source_tables")
        tables = judged([old(DEAL, 0.1, rows)], past, NOW, NOW)
        write_source_tables(connection, "raw", tables)
        keep_table_nights(connection, "raw", "quality", NOW.date(), accepted)
    rows_kept = connection.exec_driver_sql("select row_count from quality.table_nights").scalars()
    assert list(rows_kept) == [kept]


def test_extracts_that_all_stand_still_are_judged_by_the_clock_on_the_wall(tmp_path: Path) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    assert abs(present(tmp_path, None) - now) < timedelta(minutes=1)
    assert present(tmp_path, NOW) == NOW


@pytest.mark.parametrize("told", ["{", '{"files": {}}', '{"as_of": 7}', '{"as_of": "soon"}'])
def test_only_extracts_that_were_made_up_have_a_day_of_their_own(tmp_path: Path, told: str) -> None:
    (tmp_path / MADE_BY_DEMO).write_text(json.dumps({"as_of": "2026-11-02 05:00:00"}))
    assert present(tmp_path, None) == NOW
    (tmp_path / MADE_BY_DEMO).write_text(told)
    assert present(tmp_path, None) > NOW
