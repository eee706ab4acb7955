"""What functions report and what customers get, counted once more from the raw files."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import duckdb
import pytest

from tests.conftest import NightHome, truth
from tests.warehouse_contents import query

FROM_RAW = Path(__file__).with_name("outcomes_from_raw.sql")


@pytest.mark.parametrize(
    "function", ["sales", "marketing", "delivery", "finance", "service", "together"]
)
def test_a_function_and_the_customers_months_are_what_the_raw_files_say(
    clean_night: NightHome, function: str
) -> None:
    raw = clean_night.home / "raw"
    counted = duckdb.sql(FROM_RAW.read_text().format(raw=raw)).fetchall()
    found = query(
        clean_night.home,
        "select month_on, function, customer_count, green_count, whole_count "
        f"from marts.function_scorecards where function = '{function}' order by month_on",
    )
    assert found == [row for row in counted if row[1] == function]
    assert len(found) == 6


def test_the_gap_is_the_distance_between_both_shares(clean_night: NightHome) -> None:
    rows = query(
        clean_night.home,
        "select green_share, whole_share, gap, green_count, whole_count, customer_count "
        "from marts.function_scorecards",
    )
    for green, whole, gap, green_count, whole_count, customers in rows:
        assert green == pytest.approx(green_count / customers)
        assert whole == pytest.approx(whole_count / customers)
        assert gap == pytest.approx(green - whole)
    assert any(gap > 0.1 for _, _, gap, *_ in rows)


def test_scorecards_are_told_for_the_last_month_that_is_over(clean_night: NightHome) -> None:
    ended = truth("scorecards", home=clean_night.home)
    assert ended.code == 0
    assert ended.out.startswith("2026-10: ")
    listed = truth("scorecards", "--month", "2026-09", "--format", "csv", home=clean_night.home)
    rows = list(csv.DictReader(io.StringIO(listed.out)))
    assert {row["function"] for row in rows} == {
        *("sales", "marketing", "delivery", "finance", "service", "together")
    }


@pytest.mark.parametrize(
    ("month", "told"), [("2026-9", "is no month"), ("2020-09", "has nothing of 2020-09")]
)
def test_a_month_without_scorecards_is_told(clean_night: NightHome, month: str, told: str) -> None:
    ended = truth("scorecards", "--month", month, home=clean_night.home)
    assert (ended.code, told in ended.err) == (2, True)
