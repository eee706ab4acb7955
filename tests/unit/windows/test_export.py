"""The published windows of sites, in each form."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from opening_hours import OpeningHours

from customer_truth.windows.export import site_lines
from customer_truth.windows.forms import Form

DAY = date(2026, 10, 5)  # a Monday
TUESDAY = date(2026, 10, 6)


def row(**given: Any) -> dict[str, Any]:
    base = {
        "site_id": "S1",
        "is_weekly": True,
        "weekday": 1,
        "on_date": None,
        "is_closed": False,
        "is_holiday": False,
        "is_understood": True,
        "opens_minute": 360,
        "closes_minute": 600,
        "width_minutes": 240,
        "limits": "arrival",
        "service_minutes": 30,
        "time_zone": "UTC",
        "valid_from": date(2026, 1, 1),
        "valid_to": None,
        "site_is_active": True,
    }
    return base | given


def one_day(on: date, **given: Any) -> dict[str, Any]:
    return row(is_weekly=False, on_date=on, weekday=on.isoweekday(), valid_from=None, **given)


HOLIDAYS = row(is_weekly=False, weekday=None, is_closed=True, is_holiday=True, opens_minute=None)


def line(form: Form, *rows: dict[str, Any], is_holiday: bool = False) -> dict[str, Any]:
    ((_, found),) = site_lines(rows, form, DAY, is_holiday)
    assert found is not None
    return found


def hours_of_the_day(*rows: dict[str, Any], is_holiday: bool = False) -> list[list[float]]:
    midnight = 1_791_158_400
    found = line(Form.VROOM, *rows, is_holiday=is_holiday)["time_windows"]
    return [[(at - midnight) / 3600 for at in span] for span in found]


def test_each_site_has_one_line() -> None:
    rows = [row(), row(opens_minute=780, closes_minute=900), row(site_id="S2")]
    found = list(site_lines(rows, Form.OSM, DAY))
    assert found == [
        ("S1", {"site_id": "S1", "opening_hours": "Mo 06:00-10:00,13:00-15:00"}),
        ("S2", {"site_id": "S2", "opening_hours": "Mo 06:00-10:00"}),
    ]


def test_opening_hours_say_closed_days_and_days_of_other_hours() -> None:
    eve = one_day(date(2026, 12, 24), opens_minute=480, closes_minute=600)
    closed = one_day(date(2026, 12, 25), is_closed=True, opens_minute=None)
    text = line(Form.OSM, row(), eve, closed, HOLIDAYS)["opening_hours"]
    assert text == "Mo 06:00-10:00; 2026 Dec 24 08:00-10:00; 2026 Dec 25 off; PH off"
    OpeningHours(text)


def test_a_place_has_regular_and_special_hours() -> None:
    eve = one_day(date(2026, 12, 24), opens_minute=480, closes_minute=600)
    found = line(Form.SCHEMA_ORG, row(), eve, HOLIDAYS)
    (regular,) = found["openingHoursSpecification"]
    special, holidays = found["specialOpeningHoursSpecification"]
    assert regular["validFrom"] == "2026-01-01"
    assert (special["opens"], special["validFrom"]) == ("08:00", "2026-12-24")
    assert holidays["dayOfWeek"] == ["https://schema.org/PublicHolidays"]


def test_a_planner_gets_the_windows_of_the_day() -> None:
    assert hours_of_the_day(row(), row(weekday=2)) == [[6, 10]]
    assert hours_of_the_day(row(weekday=2)) == []


@pytest.mark.parametrize(
    ("exception", "expected"),
    [
        (one_day(DAY, is_closed=True, opens_minute=None), []),
        (one_day(DAY, opens_minute=480, closes_minute=540), [[8, 9]]),
        (one_day(DAY, is_understood=False, opens_minute=None), []),  # the week's do not hold
        (one_day(TUESDAY, opens_minute=480, closes_minute=540), [[6, 10]]),
        (one_day(date(2027, 10, 5), is_closed=True, opens_minute=None), [[6, 10]]),
    ],
)
def test_a_day_of_its_own_replaces_the_week(
    exception: dict[str, Any], expected: list[list[float]]
) -> None:
    assert hours_of_the_day(row(), exception) == expected


def test_a_night_before_a_closed_day_ends_at_midnight() -> None:
    night = row(opens_minute=1320, closes_minute=1680)
    closed = one_day(TUESDAY, is_closed=True, opens_minute=None)
    assert hours_of_the_day(night) == [[22, 28]]
    assert hours_of_the_day(night, closed) == [[22, 24]]


def test_public_holidays_are_closed_on_a_day_that_is_one() -> None:
    assert hours_of_the_day(row(), HOLIDAYS) == [[6, 10]]
    assert hours_of_the_day(row(), HOLIDAYS, is_holiday=True) == []


def test_a_service_that_must_end_in_time_starts_earlier() -> None:
    assert hours_of_the_day(row(limits="end_of_service")) == [[6, 9.5]]
    assert hours_of_the_day(row(limits="end_of_service", service_minutes=240)) == []


def test_a_site_without_a_known_zone_has_no_instants() -> None:
    assert list(site_lines([row(time_zone="Mars/Olympus")], Form.VROOM, DAY)) == [("S1", None)]
