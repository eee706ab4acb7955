"""The hours of a site: weekly windows, and the days on which it stays closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

DAY = 24 * 60
ALL_DAYS = tuple(range(1, 8))


class Window(NamedTuple):
    """One stay of the door open: ISO weekday 1 to 7, minutes after local midnight.

    `closes` passes 1440 where the window ends the next day.
    """

    weekday: int
    opens: int
    closes: int


class MonthDay(NamedTuple):
    """A day of every year."""

    month: int
    day: int


@dataclass(frozen=True)
class Hours:
    """What a text means: its windows by weekday and opening, and the days that stay closed.

    A closed day closes its whole calendar day, also the end of a window of the evening before.
    """

    windows: tuple[Window, ...]
    closed_days: tuple[MonthDay, ...] = ()
    is_closed_on_holidays: bool = False


def hours_of(
    windows: Iterable[Window],
    closed_days: Iterable[MonthDay] = (),
    is_closed_on_holidays: bool = False,
) -> Hours:
    """Hours with every window and closed day once, in order."""
    return Hours(
        tuple(sorted(set(windows))), tuple(sorted(set(closed_days))), is_closed_on_holidays
    )


def day_span(first: int, last: int) -> tuple[int, ...]:
    """The weekdays from `first` to `last`, over the end of the week where need be."""
    return tuple((first - 1 + step) % 7 + 1 for step in range((last - first) % 7 + 1))


class NotUnderstood(ValueError):  # noqa: N818
    """A text that says nothing certain: `at` is the character at which understanding stopped."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at
