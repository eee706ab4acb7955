"""Writes the hours of one day as VROOM's time_windows.

Written after https://github.com/VROOM-Project/vroom/blob/master/docs/API.md: a time window is a
pair of seconds in which a service may start. VROOM takes relative or absolute values; these are
absolute, seconds since 1970-01-01 00:00 UTC, so that days with a clock change and sites in several
zones fit one plan. VROOM refuses windows that touch or overlap, and an empty list.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from customer_truth.windows.hours import DAY, Hours

_EPOCH = datetime(1970, 1, 1)


def to_vroom(
    hours: Hours, day: date, zone: ZoneInfo, holidays: Collection[date] = ()
) -> list[list[int]]:
    """The windows that open on `day`, to their end, also where that is the next day.

    A day that is closed has none, and ends a window of the evening before at midnight. A clock
    time that occurs twice is open twice; one that the clock skips is left out.
    """
    if _is_closed(hours, day, holidays):
        return []
    longest = DAY if _is_closed(hours, day + timedelta(days=1), holidays) else 2 * DAY
    spans = [
        span
        for window in hours.windows
        if window.weekday == day.isoweekday()
        for span in _instants(day, window.opens, min(window.closes, longest), zone)
    ]
    return _merged(spans)


def find_zone(name: str | None) -> ZoneInfo | None:
    """The time zone of an IANA name; None where it is not known."""
    try:
        return ZoneInfo(name or "")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _is_closed(hours: Hours, day: date, holidays: Collection[date]) -> bool:
    if hours.is_closed_on_holidays and day in holidays:
        return True
    return (day.month, day.day) in hours.closed_days


def _instants(day: date, opens: int, closes: int, zone: ZoneInfo) -> Iterator[tuple[int, int]]:
    """The spans of seconds at which the clock on the wall shows a time in the window."""
    midnight = int((datetime.combine(day, time()) - _EPOCH).total_seconds())
    wall_start, wall_end = midnight + opens * 60, midnight + closes * 60
    # No zone is further than a day from UTC.
    for start, end, offset in _steady(wall_start - 86_400, wall_end + 86_400, zone):
        first, last = max(start, wall_start - offset), min(end, wall_end - offset)
        if first < last:
            yield first, last


def _steady(start: int, end: int, zone: ZoneInfo) -> Iterator[tuple[int, int, int]]:
    """Cuts a span of seconds where the clock changes; with each part its offset from UTC."""
    offset = _offset(start, zone)
    while _offset(end - 1, zone) != offset:
        change = _change(start, end, zone)
        yield start, change, offset
        start, offset = change, _offset(change, zone)
    yield start, end, offset


def _change(start: int, end: int, zone: ZoneInfo) -> int:
    """The first second of another offset than at the start."""
    offset = _offset(start, zone)
    low, high = start, end
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(middle, zone) == offset else (low, middle)
    return high


def _offset(second: int, zone: ZoneInfo) -> int:
    shift = datetime.fromtimestamp(second, UTC).astimezone(zone).utcoffset()
    return int(shift.total_seconds()) if shift else 0


def _merged(spans: list[tuple[int, int]]) -> list[list[int]]:
    merged: list[list[int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return merged
