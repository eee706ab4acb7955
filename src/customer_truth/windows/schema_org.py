"""Writes hours as schema.org's OpeningHoursSpecification.

Written after https://schema.org/OpeningHoursSpecification: a specification without `opens` says
closed, and one that closes before it opens ends the next day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from customer_truth.windows.hours import DAY, Hours, MonthDay, Window
from customer_truth.windows.osm import clock_text

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# 00:00 to 00:00 says closed to many readers, and 24:00 is no time of day.
_END_OF_DAY = "23:59:59"

Specification = dict[str, Any]


def to_schema_org(
    hours: Hours, day: date, valid_from: date | None = None, valid_through: date | None = None
) -> list[Specification]:
    """The specifications of some hours, the closed days dated within the year from `day` on.

    A place has the dated ones, and the one for public holidays, as its
    specialOpeningHoursSpecification.
    """
    days_of: dict[tuple[str, str], list[int]] = {}
    for window in sorted(piece for whole in hours.windows for piece in _pieces(whole)):
        days_of.setdefault(_times(window), []).append(window.weekday)
    found = [
        specification(opens, closes, valid_from, valid_through)
        | {"dayOfWeek": [f"https://schema.org/{_DAYS[number - 1]}" for number in days]}
        for (opens, closes), days in days_of.items()
    ]
    for closed in _dates(hours.closed_days, day):
        if (valid_from or closed) <= closed <= (valid_through or closed):
            found.append(specification(None, None, closed, closed))
    if hours.is_closed_on_holidays:
        holidays = {"dayOfWeek": ["https://schema.org/PublicHolidays"]}
        found.append(specification(None, None, valid_from, valid_through) | holidays)
    return found


def specification(
    opens: str | None, closes: str | None, valid_from: date | None, valid_through: date | None
) -> Specification:
    """One specification; without `opens` it says closed."""
    parts = {
        "opens": opens,
        "closes": closes,
        "validFrom": valid_from and valid_from.isoformat(),
        "validThrough": valid_through and valid_through.isoformat(),
    }
    given = {name: value for name, value in parts.items() if value is not None}
    return {"@type": "OpeningHoursSpecification", **given}


def _pieces(window: Window) -> Iterator[Window]:
    """A window of less than a day as it is, a longer one cut at each midnight."""
    weekday, opens, closes = window
    while closes - opens >= DAY and closes > DAY:
        yield Window(weekday, opens, DAY)
        weekday, opens, closes = weekday % 7 + 1, 0, closes - DAY
    yield Window(weekday, opens, closes)


def _times(window: Window) -> tuple[str, str]:
    return clock_text(window.opens), closing_text(window.opens, window.closes)


def closing_text(opens: int, closes: int) -> str:
    """When a window of at most a day closes, as a time of day."""
    return _END_OF_DAY if (opens, closes) == (0, DAY) else clock_text(closes % DAY)


def _dates(closed_days: tuple[MonthDay, ...], day: date) -> list[date]:
    year = (day + timedelta(days=ahead) for ahead in range(365))
    return [each for each in year if (each.month, each.day) in closed_days]
