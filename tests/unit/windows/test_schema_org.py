"""Hours as schema.org's OpeningHoursSpecification."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from window_strategies import hours as any_hours

from customer_truth.windows.hours import DAY, Hours, Window
from customer_truth.windows.schema_org import to_schema_org
from customer_truth.windows.text import understand

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY_OF_EXPORT = date(2026, 10, 1)
WEEK = 7 * DAY


def days(*numbers: int) -> list[str]:
    return [f"https://schema.org/{DAYS[number - 1]}" for number in numbers]


def test_days_of_the_same_hours_stand_together() -> None:
    found = to_schema_org(understand("Mo-Fr 06:00-10:00; Sa 07:00-09:00"), DAY_OF_EXPORT)
    kind = "OpeningHoursSpecification"
    assert found == [
        {"@type": kind, "dayOfWeek": days(1, 2, 3, 4, 5), "opens": "06:00", "closes": "10:00"},
        {"@type": kind, "dayOfWeek": days(6), "opens": "07:00", "closes": "09:00"},
    ]


@pytest.mark.parametrize(
    ("typed", "opens", "closes"),
    [
        ("22:00-04:00", "22:00", "04:00"),
        ("18:00-24:00", "18:00", "00:00"),
        ("24/7", "00:00", "23:59:59"),
        ("00:00-12:00", "00:00", "12:00"),
    ],
)
def test_a_night_closes_before_it_opens(typed: str, opens: str, closes: str) -> None:
    (found,) = to_schema_org(understand(typed), DAY_OF_EXPORT)
    assert (found["opens"], found["closes"]) == (opens, closes)


def test_closed_days_are_dated_and_open_nothing() -> None:
    hours = understand("Mo 06:00-10:00; Dec 25,Feb 29 off; PH off")
    _, christmas, holidays = to_schema_org(hours, DAY_OF_EXPORT)
    assert christmas["validFrom"] == christmas["validThrough"] == "2026-12-25"
    assert holidays["dayOfWeek"] == ["https://schema.org/PublicHolidays"]
    assert "opens" not in christmas
    assert "opens" not in holidays


def test_validity_bounds_the_week_and_the_closed_days() -> None:
    hours = understand("Mo 06:00-10:00; Nov 01,Dec 25 off")
    week, *closed = to_schema_org(hours, DAY_OF_EXPORT, date(2026, 1, 1), date(2026, 11, 30))
    assert (week["validFrom"], week["validThrough"]) == ("2026-01-01", "2026-11-30")
    assert [one["validFrom"] for one in closed] == ["2026-11-01"]


@given(any_hours())
def test_the_specifications_open_the_same_minutes_of_the_week(hours: Hours) -> None:
    found = to_schema_org(Hours(hours.windows), DAY_OF_EXPORT)
    assert minutes_of(hours.windows) == {m for one in found for m in specified_minutes(one)}


def minutes_of(windows: tuple[Window, ...]) -> set[int]:
    starts = [((w.weekday - 1) * DAY, w) for w in windows]
    return {(at + m) % WEEK for at, w in starts for m in range(w.opens, w.closes)}


def specified_minutes(one: dict[str, object]) -> set[int]:
    """The minutes that a reader of schema.org's definition takes for open."""
    opens, closes = minute_of(one["opens"]), minute_of(one["closes"])
    closes = closes if closes > opens else closes + DAY
    starts = [DAYS.index(str(day).rpartition("/")[2]) * DAY for day in one["dayOfWeek"]]
    return {(at + minute) % WEEK for at in starts for minute in range(opens, closes)}


def minute_of(typed: object) -> int:
    hour, minute, *seconds = (int(part) for part in str(typed).split(":"))
    return hour * 60 + minute + (1 if seconds else 0)
