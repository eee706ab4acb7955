"""A reader that raises costs its value only, and the log tells it without the text."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy

from customer_truth.dialects import SPELLINGS
from customer_truth.extracts import readers, readings, window_texts
from customer_truth.extracts.check import Bound
from customer_truth.extracts.contract import Column, Table
from customer_truth.extracts.guard import Guard, text_key
from customer_truth.quality.tables import KEPT
from customer_truth.warehouse.duckdb import DuckDBWarehouse

SECRET = "+1 704 555 0100"
ERRORS = [KeyError(SECRET), RecursionError(), ValueError(SECRET), AssertionError(), UnicodeError()]


def raising(error: Exception) -> None:
    raise error


@pytest.mark.parametrize("error", ERRORS, ids=repr)
def test_a_reader_that_raises_makes_its_value_unreadable(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    guard = Guard()
    assert guard.read("phones", SECRET, lambda: raising(error), "unreadable") == "unreadable"
    assert guard.read("phones", "another", lambda: "value", "unreadable") == "value"
    guard.log()
    (told,) = caplog.messages
    assert text_key(SECRET) in told
    assert type(error).__name__ in told
    assert SECRET not in told


def test_many_texts_are_told_by_their_number(caplog: pytest.LogCaptureFixture) -> None:
    guard = Guard()
    for number in range(1000):
        guard.read("phones", str(number), lambda: raising(KeyError()), None)
    guard.log()
    assert len(caplog.messages) == 21
    assert "980 more texts" in caplog.messages[-1]


def test_a_key_stands_for_any_text() -> None:
    assert len({text_key(typed) for typed in ("", "a", "\ud800", "\0", "a" * 10**6)}) == 5


def test_a_window_that_its_reader_raises_at_is_not_understood_and_the_others_are(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = window_texts.read_hours
    monkeypatch.setattr(
        window_texts,
        "read_hours",
        lambda typed: raising(ValueError(typed)) if typed == SECRET else real(typed),
    )
    site = Table("crm", "site", ("id",), None, (Column("hours", "text", is_window_text=True),))
    with sqlalchemy.create_engine("truth_duckdb://").begin() as connection:
        connection.exec_driver_sql("create schema raw")
        connection.exec_driver_sql(
            f"create table raw.crm__site as select unnest(['{SECRET}', 'Mo 06:00-10:00']) as hours"
        )
        window_texts.write_window_texts(
            connection, "raw", [Bound(site, "", {}, {}, {})], SPELLINGS["duckdb"]
        )
        rows = connection.exec_driver_sql(
            "select window_text, is_understood from raw.window_texts order by 1"
        ).all()
    assert [tuple(row) for row in rows] == [(SECRET, False), ("Mo 06:00-10:00", True)]
    assert SECRET not in caplog.text
    assert text_key(SECRET) in caplog.text


def test_an_identifier_that_its_reader_raised_at_is_tried_and_told_again_each_night(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    warehouse = DuckDBWarehouse(tmp_path, "")
    table = Table("crm", "firm", ("id",), None, (Column("phone", "text", reads=("phone",)),))

    def night() -> set[tuple[object, ...]]:
        caplog.clear()
        warehouse.prepare()
        warehouse.carry_over(KEPT)
        with warehouse.building() as connection:
            connection.exec_driver_sql("create schema raw")
            connection.exec_driver_sql(f"create table raw.crm__firm as select '{SECRET}' as phone")
        readings.write_readings(warehouse, [table], datetime(2026, 1, 1), lambda _: None)
        with warehouse.publishing():
            pass
        with warehouse.reading() as connection:
            rows = connection.exec_driver_sql("select value, problem from raw.readings").all()
            return {tuple(row) for row in rows}

    with monkeypatch.context() as broken:
        broken.setattr(readers, "read", lambda kind, typed, context: raising(KeyError(typed)))
        for _ in range(2):
            assert night() == {(None, "cannot be read")}
            assert text_key(SECRET) in caplog.text
            assert SECRET not in caplog.text
    assert night() == {("+17045550100", None)}
    assert caplog.messages == []
