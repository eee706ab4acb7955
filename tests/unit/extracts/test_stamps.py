"""Extracts older than the last night's are refused, system by system, unless told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import sqlalchemy
from sqlalchemy import Connection

from customer_truth.errors import Unusable
from customer_truth.extracts.stamps import refuse_older, write_stamps
from customer_truth.quality.stamps import keep_sync_stamps
from customer_truth.quality.tables import sync_stamps

MONDAY = datetime(2026, 11, 2, 5)
SUNDAY = MONDAY - timedelta(days=1)


@pytest.fixture
def connection() -> Iterator[Connection]:
    with sqlalchemy.create_engine("truth_duckdb://").connect() as opened:
        opened.exec_driver_sql("create schema quality")
        sync_stamps.create(opened)
        yield opened


def night(connection: Connection, **stamps: datetime) -> None:
    connection.exec_driver_sql("create schema raw")
    write_stamps(connection, "raw", stamps)
    keep_sync_stamps(connection, "raw", "quality")
    connection.exec_driver_sql("drop schema raw cascade")


def test_the_first_night_and_the_same_or_newer_extracts_are_taken(connection: Connection) -> None:
    refuse_older(connection, "quality", {"crm": SUNDAY})
    night(connection, crm=SUNDAY)
    for stamp in (SUNDAY, MONDAY):
        refuse_older(connection, "quality", {"crm": stamp})


def test_each_system_that_is_older_is_named_with_both_stamps(connection: Connection) -> None:
    night(connection, crm=MONDAY, erp=MONDAY, desk=SUNDAY)
    with pytest.raises(Unusable) as refused:
        refuse_older(connection, "quality", {"crm": SUNDAY, "erp": MONDAY, "desk": MONDAY})
    (told,) = refused.value.problems
    assert told.startswith("crm: has extracts whose newest sync is of 2026-11-01 05:00:00 UTC")
    assert "2026-11-02 05:00:00 UTC" in told
    assert "--older-extracts" in told


def test_what_was_taken_all_the_same_is_what_the_next_night_compares_with(
    connection: Connection,
) -> None:
    night(connection, crm=MONDAY, erp=MONDAY)
    night(connection, crm=SUNDAY)
    refuse_older(connection, "quality", {"crm": SUNDAY})
    with pytest.raises(Unusable, match="erp: has extracts"):
        refuse_older(connection, "quality", {"crm": SUNDAY, "erp": SUNDAY})
