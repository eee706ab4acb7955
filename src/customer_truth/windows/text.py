"""Reads a typed delivery window; what cannot be understood is None, never a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass

DAY = 24 * 60
ALL_DAYS = tuple(range(1, 8))
_DAY_NAMES = (
    ("monday", "mon", "mo", "m"),
    ("tuesday", "tues", "tue", "tu"),
    ("wednesday", "wed", "we", "w"),
    ("thursday", "thurs", "thur", "thu", "th"),
    ("friday", "fri", "fr", "f"),
    ("saturday", "sat", "sa"),
    ("sunday", "sun", "su"),
)
_WEEKDAY = {name: number for number, names in enumerate(_DAY_NAMES, 1) for name in names}
_GROUPS = {
    "daily": ALL_DAYS,
    "every day": ALL_DAYS,
    "weekdays": ALL_DAYS[:5],
    "weekend": ALL_DAYS[5:],
    "weekends": ALL_DAYS[5:],
}
_DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")
_NAME = "|".join(sorted(_WEEKDAY, key=len, reverse=True))
_DAYS = re.compile(
    rf"^((?:{'|'.join(_GROUPS)})|(?:{_NAME})(?:\s*[-,/&]\s*(?:{_NAME}))*)\b\.?:?\s*", re.IGNORECASE
)
_CLOCK = r"(\d{1,2})(?:[:.h]?(\d{2}))?\s*(am|pm|a|p)?"
_RANGE = re.compile(rf"^{_CLOCK}-{_CLOCK}(\s*\(?(?:\+1|overnight|next day)\)?)?$")
_WORDS = {
    "before noon": (0, 720),
    "am only": (0, 720),
    "mornings only": (0, 720),
    "after noon": (720, DAY),
    "afternoon only": (720, DAY),
    "pm only": (720, DAY),
}


@dataclass(frozen=True, order=True)
class Window:
    """One stay of the door open: ISO weekday 1 to 7, minutes after local midnight.

    `closes` passes 1440 only where the text says that the window ends the next day; a window that
    ends before it starts is kept as typed, for a rule to find.
    """

    weekday: int
    opens: int
    closes: int


def read_windows(text: str) -> list[Window] | None:
    """The windows that `text` means, in order of weekday and opening, or None."""
    windows: list[Window] = []
    for block in re.split(r";|\n", _DASHES.sub("-", text.strip().lower())):
        found = _read_block(block.strip().strip(","))
        if found is None:
            return None
        windows.extend(found)
    return sorted(windows) or None


def _read_block(block: str) -> list[Window] | None:
    days, hours = _split_days(block)
    if not hours:
        return None
    windows: list[Window] = []
    for part in re.split(r"\s*(?:/|,|&|\band\b)\s*", hours):
        minutes = _read_hours(part.strip())
        if minutes is None:
            return None
        windows.extend(Window(day, *minutes) for day in days)
    return windows


def _split_days(block: str) -> tuple[tuple[int, ...], str]:
    match = _DAYS.match(block)
    if not match or match.group(1)[0].isdigit():
        return ALL_DAYS, block
    words, rest = match.group(1), block[match.end() :]
    if words in _GROUPS:
        return _GROUPS[words], rest
    days: list[int] = []
    for piece in re.split(r"\s*[,/&]\s*", words):
        ends = [_WEEKDAY[name.strip()] for name in piece.split("-")]
        days.extend(_day_span(ends[0], ends[-1]))
    return tuple(dict.fromkeys(days)), rest


def _day_span(first: int, last: int) -> list[int]:
    length = (last - first) % 7 + 1
    return [(first - 1 + step) % 7 + 1 for step in range(length)]


def _read_hours(text: str) -> tuple[int, int] | None:
    if text in _WORDS:
        return _WORDS[text]
    match = _RANGE.match(text)
    if not match:
        return None
    hour, minute, half, until_hour, until_minute, until_half, overnight = match.groups()
    opens = _minutes(hour, minute, half or _same_half(hour, until_hour, until_half))
    closes = _minutes(until_hour, until_minute, until_half)
    if opens is None or closes is None:
        return None
    return (opens, closes + DAY) if overnight and closes <= opens else (opens, closes)


def _same_half(hour: str, until_hour: str, until_half: str | None) -> str | None:
    """`5-9pm` means five in the afternoon; `11-1pm` starts in the morning."""
    if until_half is None:
        return None
    later = int(hour) % 12 < int(until_hour) % 12
    if until_half.startswith("p") and not later:
        return "a"
    return until_half


def _minutes(hour: str, minute: str | None, half: str | None) -> int | None:
    hours, minutes = int(hour), int(minute or 0)
    if minutes > 59 or hours > 24 or (hours == 24 and minutes):
        return None
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half.startswith("p") else 0)
    return hours * 60 + minutes
