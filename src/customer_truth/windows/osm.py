"""OpenStreetMap's opening_hours: reads and writes the part of it that says weekly hours.

Written after the specification at https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from customer_truth.windows.clock import BadTime, Clock, read_clock, span
from customer_truth.windows.days import dates_between
from customer_truth.windows.folding import DASH
from customer_truth.windows.hours import (
    ALL_DAYS,
    DAY,
    Hours,
    MonthDay,
    NotUnderstood,
    Window,
    day_span,
    hours_of,
)

NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NUMBER = {name.lower(): number for number, name in enumerate(NAMES, 1)}
_MONTH = {name.lower(): number for number, name in enumerate(MONTHS, 1)}

_DAY_NAME = "|".join(NAMES)
_DAYS = rf"(?:PH|(?:{_DAY_NAME})(?:-(?:{_DAY_NAME}))?)"
_TIMES = r"\d{1,2}:\d\d-\d{1,2}:\d\d"
_DATE = rf"(?:{'|'.join(MONTHS)}) \d\d?"
_DATES = rf"{_DATE}(?:-(?:{_DATE}|\d\d?))?"
_RULE = re.compile(
    rf"(?P<always>24/7)"
    rf"|(?:(?P<days>{_DAYS}(?:,{_DAYS})*)|(?P<dates>{_DATES}(?:,{_DATES})*))?"
    rf" ?(?P<times>(?<![A-Za-z]){_TIMES}(?:, ?{_TIMES})*)?"
    r"(?: ?(?P<state>open|off|closed))?",
    re.IGNORECASE,
)
_PARTED = "has a night that runs into a day of another part; join the parts with ', '"
_PARTED_BY_OFF = "closes a day that a night touches; leave it out, or name the nights that stay"
_SEPARATOR = re.compile(r"\s*;\s*|, +(?=[A-Za-z])")
_DASHES = re.compile(rf"\s*{DASH}\s*")


@dataclass(frozen=True)
class _Rule:
    """A part of the text; an additional one (after a comma) adds, others override their days."""

    start: int
    is_additional: bool
    is_off: bool
    days: frozenset[int]
    spans: tuple[tuple[int, int], ...]
    dates: tuple[MonthDay, ...]
    has_holidays: bool

    def has_nights(self) -> bool:
        """A window runs past midnight."""
        return any(closes > DAY for _, closes in self.spans)


def read_osm(text: str) -> Hours | None:
    """The hours of an opening_hours text; None where it is of another form.

    A text of this form that has no certain weekly meaning raises NotUnderstood.
    """
    rules = _rules(_DASHES.sub("-", text))
    if not rules or not any(rule.spans for rule in rules):
        return None
    own: dict[int, set[tuple[int, int]]] = {day: set() for day in ALL_DAYS}
    deciding: dict[int, set[int]] = {day: set() for day in ALL_DAYS}
    for place, rule in enumerate(rules):
        _check_order(rules[:place], rule)
        _apply(rule, own)
        _decide(rule, deciding)
    _check_effect(rules, deciding)
    windows = [Window(day, *times) for day, spans in own.items() for times in spans]
    if not windows:
        raise NotUnderstood("closes all the hours", rules[-1].start)
    return hours_of(
        windows,
        (date for rule in rules for date in rule.dates),
        any(rule.has_holidays and rule.is_off for rule in rules),
    )


def _rules(text: str) -> list[_Rule]:
    """The rules of a text, none if one of them is of another form."""
    rules: list[_Rule] = []
    at, is_additional = 0, False
    for separator in [*_SEPARATOR.finditer(text), None]:
        end = separator.start() if separator else len(text)
        rule = _rule(text[at:end], at, is_additional)
        if rule is None:
            return []
        rules.append(rule)
        if separator:
            at, is_additional = separator.end(), separator[0].startswith(",")
    return rules


def _rule(text: str, start: int, is_additional: bool) -> _Rule | None:
    match = _RULE.fullmatch(text.strip())
    if match is None:
        return None
    is_off = (match["state"] or "open").lower() != "open"
    names = (match["days"] or "").lower().split(",") if match["days"] else []
    if not (match["always"] or match["times"] or (is_off and (names or match["dates"]))):
        return None
    spans = ((0, DAY),) if match["always"] else _spans(match["times"], start)
    dates = _dates(match["dates"], start)
    days = frozenset(_weekdays(names)) if names or dates else frozenset(ALL_DAYS)
    has_hours_of_dates = dates and (spans or not is_off)
    has_hours_of_holidays = "ph" in names and (bool(spans) if is_off else len(days) < 7)
    if has_hours_of_dates or has_hours_of_holidays:
        raise NotUnderstood("has hours for holidays or days of the year", start)
    return _Rule(start, is_additional, is_off, days, spans, dates, "ph" in names)


def _weekdays(typed: Sequence[str]) -> Iterator[int]:
    for part in typed:
        first, _, last = part.partition("-")
        if first != "ph":
            yield from day_span(_NUMBER[first], _NUMBER[last or first])


def _spans(typed: str | None, start: int) -> tuple[tuple[int, int], ...]:
    return tuple(_span(part.strip(), start) for part in typed.split(",")) if typed else ()


def _span(times: str, start: int) -> tuple[int, int]:
    try:
        opens, closes = (_clock(typed) for typed in times.split("-"))
        return span(opens, closes)
    except BadTime as problem:
        raise NotUnderstood(str(problem), start) from problem


def _clock(typed: str) -> Clock:
    hour, _, minute = typed.partition(":")
    return read_clock(hour, minute, half="", is_24=len(hour) == 2)


def _dates(typed: str | None, start: int) -> tuple[MonthDay, ...]:
    found: list[MonthDay] = []
    for part in typed.split(",") if typed else ():
        first, _, last = part.partition("-")
        opens = _date(first)
        closes = _date(last if " " in last else f"{first[:3]} {last}") if last else opens
        try:
            found.extend(dates_between(opens, closes))
        except ValueError as problem:
            raise NotUnderstood("is no day of that month", start) from problem
    return tuple(found)


def _date(typed: str) -> MonthDay:
    month, day = typed.split(" ")
    return MonthDay(_MONTH[month.lower()], int(day))


def _check_order(earlier: Sequence[_Rule], rule: _Rule) -> None:
    """Refuses what readers of opening_hours disagree on."""
    if rule.spans and not rule.is_off and any(_closes_days_of_year(other) for other in earlier):
        raise NotUnderstood(
            "opens days that a part before it closes; put closed days last", rule.start
        )
    if rule.is_additional and not rule.is_off:
        return
    for other in earlier:
        if _cuts_a_night(rule, other) or (not rule.is_off and _meets_a_night(other, rule)):
            raise NotUnderstood(_PARTED_BY_OFF if rule.is_off else _PARTED, rule.start)


def _closes_days_of_year(rule: _Rule) -> bool:
    return bool(rule.dates) or (rule.has_holidays and rule.is_off)


def _cuts_a_night(later: _Rule, night: _Rule) -> bool:
    """The later rule decides one of the two days of a night, and not the other."""
    if night.is_off or not night.has_nights():
        return False
    return any((day in later.days) != (_next(day) in later.days) for day in night.days)


def _meets_a_night(earlier: _Rule, night: _Rule) -> bool:
    """A night of the later rule runs into a day that only the earlier rule decides."""
    if not night.has_nights():
        return False
    return any(_next(day) in earlier.days - night.days for day in night.days)


def _next(day: int) -> int:
    return day % 7 + 1


def _apply(rule: _Rule, own: dict[int, set[tuple[int, int]]]) -> None:
    for day in rule.days:
        if rule.is_off and rule.spans:
            own[day] = _without(own[day], rule)
        elif rule.is_off or not rule.is_additional:
            own[day] = set(rule.spans)  # none, where it is off
        else:
            own[day] |= set(rule.spans)


def _decide(rule: _Rule, deciding: dict[int, set[int]]) -> None:
    """Keeps which rules say the hours of each day."""
    for day in rule.days:
        if (rule.is_off and not rule.spans) or not (rule.is_off or rule.is_additional):
            deciding[day] = set()
        deciding[day].add(rule.start)


def _check_effect(rules: Sequence[_Rule], deciding: dict[int, set[int]]) -> None:
    """Nobody types hours to have them overridden altogether: `Mo 06:00-08:00; Mo 13:00-15:00`."""
    effective = set().union(*deciding.values())
    for rule in rules:
        if rule.days and not rule.is_off and rule.start not in effective:
            raise NotUnderstood(
                "is overridden by a later part; join the parts with ', ' to keep both", rule.start
            )


def _without(spans: set[tuple[int, int]], rule: _Rule) -> set[tuple[int, int]]:
    """What is left of a day's windows outside the hours that a rule closes."""
    if rule.has_nights() or any(closes > DAY for _, closes in spans):
        raise NotUnderstood("closes hours of a night", rule.start)
    for shut, reopens in rule.spans:
        cut = [(opens, min(closes, shut)) for opens, closes in spans]
        cut += [(max(opens, reopens), closes) for opens, closes in spans]
        spans = {(opens, closes) for opens, closes in cut if opens < closes}
    return spans


def to_osm(hours: Hours) -> str:
    """The hours as opening_hours, shortest days first; `read_osm` gives them back."""
    by_day = {day: tuple(w[1:] for w in hours.windows if w.weekday == day) for day in ALL_DAYS}
    days_of: dict[tuple[tuple[int, ...], ...], list[int]] = {}
    for day, spans in by_day.items():
        if spans:
            days_of.setdefault(spans, []).append(day)
    if days_of == {((0, DAY),): list(ALL_DAYS)}:
        rules = ["24/7"]
    else:
        rules = [f"{_written_days(days)} {written_times(s)}" for s, days in days_of.items()]
    # After a semicolon a rule would cut the night that runs into its days.
    has_night = any(window.closes > DAY for window in hours.windows)
    closed = [f"{MONTHS[month - 1]} {day:02}" for month, day in hours.closed_days]
    written = [(", " if has_night else "; ").join(rules)]
    if closed:
        written.append(f"{','.join(closed)} off")
    if hours.is_closed_on_holidays:
        written.append("PH off")
    return "; ".join(written)


def _written_days(days: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    parts = []
    for run in runs:
        first, last = NAMES[run[0] - 1], NAMES[run[-1] - 1]
        parts.append(first if len(run) == 1 else f"{first}{',' if len(run) == 2 else '-'}{last}")
    return ",".join(parts)


def written_times(spans: Sequence[tuple[int, ...]]) -> str:
    """Spans of opening and closing minute as opening_hours."""
    return ",".join(f"{clock_text(opens)}-{_written_end(opens, closes)}" for opens, closes in spans)


def _written_end(opens: int, closes: int) -> str:
    return clock_text(closes - DAY if DAY < closes < opens + DAY else closes)


def clock_text(minute: int) -> str:
    """A minute of the day as HH:MM."""
    return f"{minute // 60:02}:{minute % 60:02}"
