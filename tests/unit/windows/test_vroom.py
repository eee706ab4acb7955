"""Hours of a day as VROOM's time_windows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from window_strategies import hours as any_hours

from customer_truth.windows.hours import Hours
from customer_truth.windows.text import understand
from customer_truth.windows.vroom import find_zone, to_vroom

NEW_YORK = ZoneInfo("America/New_York")
SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)  # both Sundays
CHRISTMAS = date(2026, 12, 25)


def in_utc(spans: list[list[int]]) -> list[str]:
    return [" ".join(f"{datetime.fromtimestamp(at, UTC):%H:%M}" for at in span) for span in spans]


@pytest.mark.parametrize(
    ("typed", "day", "expected"),
    [
        ("Su 06:00-10:00", SPRING, ["10:00 14:00"]),  # daylight time
        ("Su 01:00-04:00", SPRING, ["06:00 08:00"]),  # two hours on this day
        ("Su 02:30-05:00", SPRING, ["07:00 09:00"]),  # opens when the clock skips its start
        ("Su 02:00-03:00", SPRING, []),  # skipped altogether
        ("Su 01:00-02:00", AUTUMN, ["05:00 07:00"]),  # the hour comes twice
        ("Su 01:15-01:45", AUTUMN, ["05:15 05:45", "06:15 06:45"]),
        ("Su 00:30-01:30", AUTUMN, ["04:30 05:30", "06:00 06:30"]),
        ("Su 22:00-04:00", AUTUMN, ["03:00 09:00"]),
        ("Sa 22:00-04:00", date(2026, 10, 31), ["02:00 09:00"]),  # seven hours in this night
    ],
)
def test_windows_stand_right_on_days_on_which_the_clock_changes(
    typed: str, day: date, expected: list[str]
) -> None:
    assert in_utc(to_vroom(understand(typed), day, NEW_YORK)) == expected


def test_windows_that_touch_or_overlap_are_one_as_vroom_wants() -> None:
    hours = understand("Su 06:00-08:00,08:00-10:00,09:00-11:00,13:00-14:00")
    assert in_utc(to_vroom(hours, SPRING, ZoneInfo("UTC"))) == ["06:00 11:00", "13:00 14:00"]


def test_only_windows_that_open_on_the_day_are_given() -> None:
    hours = understand("Sa 22:00-04:00, Su 06:00-07:00")
    assert in_utc(to_vroom(hours, SPRING, ZoneInfo("UTC"))) == ["06:00 07:00"]


def test_a_closed_day_has_none_and_ends_the_night_before_at_midnight() -> None:
    hours = understand("Mo-Su 22:00-04:00; Dec 25 off; PH off")
    utc = ZoneInfo("UTC")
    assert to_vroom(hours, CHRISTMAS, utc) == []
    assert in_utc(to_vroom(hours, date(2026, 12, 24), utc)) == ["22:00 00:00"]
    assert in_utc(to_vroom(hours, date(2026, 12, 26), utc)) == ["22:00 04:00"]
    assert to_vroom(hours, SPRING, utc, holidays=[SPRING]) == []


@given(any_hours(), st.dates(date(2000, 1, 1), date(2037, 1, 1)))
def test_what_is_written_is_what_vroom_takes(hours: Hours, day: date) -> None:
    found = to_vroom(hours, day, NEW_YORK)
    assert all(start < end for start, end in found)
    assert all(end < following for (_, end), (following, _) in pairwise(found))


@pytest.mark.parametrize("name", [None, "", "Mars/Olympus", "../etc/passwd", "America"])
def test_a_zone_that_is_not_known_is_none(name: str | None) -> None:
    assert find_zone(name) is None
