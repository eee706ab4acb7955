"""Reads which days a part of a text speaks of: weekdays, days of the year, public holidays."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from customer_truth.windows.hours import ALL_DAYS, MonthDay, NotUnderstood, day_span
from customer_truth.windows.lexing import Kind, Token
from customer_truth.windows.tokens import Cursor
from customer_truth.windows.weekdays import names, run_together
from customer_truth.windows.words import FEASTS, Role, months

_GROUPS = {Role.DAILY: ALL_DAYS, Role.WEEKDAYS: ALL_DAYS[:5], Role.WEEKEND: ALL_DAYS[5:]}
_LEAP_YEAR = 2024

Named = Mapping[str, int]


@dataclass
class Days:
    """Days as typed; weekday names get their meaning when the whole text is read."""

    spans: list[tuple[str, str]] = field(default_factory=list)
    numbers: set[int] = field(default_factory=set)
    dates: list[MonthDay] = field(default_factory=list)
    has_holidays: bool = False
    bare_pair: tuple[str, str, int] | None = None

    def names(self) -> Iterator[str]:
        """The weekday names that were typed."""
        for first, last in self.spans:
            yield first
            yield last

    def weekdays(self, named: Named) -> set[int]:
        """The weekdays by what the names mean."""
        self._refuse_bare_pair(named)
        days = set(self.numbers)
        for first, last in self.spans:
            days.update(day_span(named[first], named[last]))
        return days

    def _refuse_bare_pair(self, named: Named) -> None:
        """`Mon Fri` may be two days or five; `Sat Sun` is the same either way."""
        if self.bare_pair is None:
            return
        first, last, at = self.bare_pair
        if len(day_span(named[first], named[last])) > 2:
            raise NotUnderstood("may be two days or all from one to the other; join them", at)

    def is_of_the_week(self) -> bool:
        """Only weekdays are meant."""
        return not self.dates and not self.has_holidays


def read_days(cursor: Cursor, with_dates: bool) -> Days | None:
    """Days joined by blanks, commas, slashes or `and`; None where none stand.

    With `with_dates` also days of the year: elsewhere `Mar 8` may be a Tuesday at eight.
    """
    days = Days()
    start, separators = cursor.token.start, 0
    reader = _read_any if with_dates else _read_weekday
    if not reader(cursor, days):
        return None
    while True:
        place = cursor.place
        while cursor.take_kind(Kind.LIST) or cursor.take_role(Role.AND):
            separators += 1
        if not reader(cursor, days):
            cursor.place = place
            days.bare_pair = None if separators else _bare_pair(days, start)
            return days
        separators += cursor.place > place + 1


def _bare_pair(days: Days, start: int) -> tuple[str, str, int] | None:
    """Two names with nothing between them, and nothing else."""
    names = [first for first, last in days.spans if first == last]
    is_pair = len(names) == len(days.spans) == 2 and not days.numbers and days.is_of_the_week()
    return (names[0], names[1], start) if is_pair else None


def _read_any(cursor: Cursor, days: Days) -> bool:
    readers: tuple[Callable[[Cursor, Days], bool], ...] = (_read_date, _read_weekday)
    return any(reader(cursor, days) for reader in readers)


def _read_weekday(cursor: Cursor, days: Days) -> bool:
    token = cursor.token
    if token.role in _GROUPS:
        cursor.step()
        days.numbers.update(_GROUPS[token.role])
    elif token.role is Role.HOLIDAYS:
        cursor.step()
        days.has_holidays = True
    elif not token.is_weekday:
        return False
    elif token.text in names():
        cursor.step()
        days.spans.append((token.text, _read_range_end(cursor) or token.text))
    else:
        cursor.step()
        days.numbers.update(run_together(token.text) or ())
    return True


def _read_range_end(cursor: Cursor) -> str | None:
    joins = cursor.token
    is_join = joins.kind is Kind.DASH or joins.role in (Role.RANGE, Role.UNTIL)
    end = cursor.ahead()
    if not is_join or joins.is_weekday or not end.is_weekday:
        return None
    if end.text not in names():
        raise cursor.refuse("is no weekday that a range can end on", end)
    cursor.step()
    cursor.step()
    return end.text


def _read_date(cursor: Cursor, days: Days) -> bool:
    first = _take_date(cursor)
    if first is None:
        return False
    last = first
    if cursor.token.kind is Kind.DASH or cursor.token.role in (Role.RANGE, Role.UNTIL):
        cursor.step()
        last = _take_date(cursor) or _take_day(cursor, first.month)
    days.dates.extend(dates_between(first, last))
    return True


def _take_date(cursor: Cursor) -> MonthDay | None:
    found = date_at(cursor)
    if found is None:
        return None
    if not 1 <= found.day <= monthrange(_LEAP_YEAR, found.month)[1]:
        raise cursor.refuse("is no day of that month")
    cursor.step()
    if cursor.ahead(-1).kind is not Kind.DATE and cursor.ahead(-1).role is not Role.FEAST:
        cursor.step()
    return found


def _take_day(cursor: Cursor, month: int) -> MonthDay:
    token = cursor.token
    if not _is_day(token) or int(token.text) > monthrange(_LEAP_YEAR, month)[1]:
        raise cursor.refuse("is no day of the year that a range can end on")
    cursor.step()
    return MonthDay(month, int(token.text))


def date_at(cursor: Cursor) -> MonthDay | None:
    """The day of the year that stands here: `Dec 25`, `25 Dec`, `25.12.` or a feast by name."""
    token, following = cursor.token, cursor.ahead()
    if token.role is Role.FEAST:
        return FEASTS[token.text]
    if token.kind is Kind.DATE:
        day, month = (int(part) for part in token.text.split(".")[:2])
        return MonthDay(month, day)
    if token.text in months() and _is_day(following):
        return MonthDay(months()[token.text], int(following.text))
    if _is_day(token) and following.text in months():
        return MonthDay(months()[following.text], int(token.text))
    return None


def _is_day(token: Token) -> bool:
    """A number that can be a day of the month."""
    is_plain = not (token.minute or token.half or token.is_24)
    return token.kind is Kind.NUMBER and is_plain and len(token.text) <= 2 and int(token.text) > 0


def dates_between(first: MonthDay, last: MonthDay) -> list[MonthDay]:
    """The days of the year from `first` to `last`, over New Year where need be."""
    year = [
        MonthDay(month, day)
        for month in range(1, 13)
        for day in range(1, monthrange(_LEAP_YEAR, month)[1] + 1)
    ]
    start, end = year.index(first), year.index(last)
    return year[start : end + 1] if start <= end else year[start:] + year[: end + 1]
