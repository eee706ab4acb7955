"""Times of day, and the span between two of them, with every convention in one place."""

from __future__ import annotations

from typing import NamedTuple

from customer_truth.windows.hours import DAY

NOON = DAY // 2
# A bare `1` to `4` starts as often in the afternoon as before dawn.
_FIRST_BARE_HOUR = 5
_LONGEST = 2 * DAY
_HOUR = 60


class Clock(NamedTuple):
    """A time as typed, in minutes after midnight, and how sure its half of the day is.

    `mark` is `24` (24-hour clock), `12` (am or pm) or empty: a bare hour, which may be either.
    `is_padded` says that it leads with a zero, `is_full` that it is typed as `10:00`.
    """

    minute: int
    mark: str
    is_padded: bool = False
    is_full: bool = False


class BadTime(ValueError):  # noqa: N818
    """Times that name no certain window."""


def read_clock(hour: str, minute: str | None, half: str, is_24: bool) -> Clock:
    """A time of `hour` digits (also `630` and `0630`), with `half` a or p, or a 24-hour mark."""
    is_full = len(hour) == 2 and minute is not None
    if len(hour) > 2 and minute is None:
        hour, minute = hour[:-2], hour[-2:]
        if minute[-1] not in "05" and minute != "59":
            raise BadTime("is no time of day that people agree on")  # 555-1234 is a phone
        is_24 = is_24 or (len(hour) == 2 and not half)
    hours, minutes = int(hour), int(minute or 0)
    if len(hour) > 2 or minutes > 59 or hours * 60 + minutes > (_LONGEST if is_full else DAY):
        raise BadTime("is no time of day")
    if half:
        if not 1 <= hours <= 12:
            raise BadTime("is no hour of am or pm")
        return Clock((hours % 12 + (12 if half == "p" else 0)) * 60 + minutes, "12")
    is_padded = hour[0] == "0"
    is_24 = is_24 or is_padded or hours > 12
    return Clock(hours * 60 + minutes, "24" if is_24 else "", is_padded, is_full)


def span(start: Clock, end: Clock, ends_next_day: bool = False) -> tuple[int, int]:
    """Opening and closing minute of `start` to `end`; raises BadTime where that is a guess."""
    _refuse_twelve_am(start, end, ends_next_day)
    if ends_next_day or any(c.is_padded or (c.is_full and c.mark) for c in (start, end)):
        start, end = _full_is_24(start), _full_is_24(end)
    if not start.mark and not end.mark:
        return _bare_span(start.minute, end.minute, ends_next_day)
    if "12" in (start.mark, end.mark) and not (start.mark and end.mark):
        opens, closes = _shortest(start, end)
        if ends_next_day and closes <= DAY:
            raise BadTime("needs am or pm on both times")
        return opens, closes
    return _marked_span(start, end, ends_next_day)


def _refuse_twelve_am(start: Clock, end: Clock, ends_next_day: bool) -> None:
    """After a morning, and before an afternoon, 12 AM is what many type for noon."""
    is_morning = not start.mark or _HOUR <= start.minute < NOON
    if _is_twelve_am(end) and is_morning and not ends_next_day:
        raise BadTime("may end at noon or at midnight; write 12 pm, noon or midnight")
    is_afternoon = end.mark and NOON + (end.mark != "12") <= end.minute < DAY
    if _is_twelve_am(start) and is_afternoon and not ends_next_day:
        raise BadTime("may begin at midnight or at noon; write midnight, 12 pm or noon")


def _is_twelve_am(clock: Clock) -> bool:
    return clock.mark == "12" and clock.minute < _HOUR


def halves_of(start: Clock, end: Clock) -> list[tuple[int, int]]:
    """Every span of less than half a day that two times may mean."""
    starts, ends = ((c.minute,) if c.mark else _halves(c.minute) for c in (start, end))
    found = {
        (opens, closes if closes > opens else closes + DAY) for opens in starts for closes in ends
    }
    return sorted(times for times in found if times[1] - times[0] < NOON and times[0] < DAY)


def before(end: Clock) -> tuple[int, int]:
    """From midnight to a time."""
    if not 0 < end.minute <= DAY:
        raise BadTime("is no time to end at")
    if not end.mark and end.minute < _FIRST_BARE_HOUR * 60:
        raise BadTime("needs am or pm")
    return 0, end.minute


def after(start: Clock) -> tuple[int, int]:
    """From a time to midnight."""
    if start.minute >= DAY:
        raise BadTime("is no time to start at")
    if not start.mark and start.minute < NOON and not start.is_full:
        raise BadTime("needs am or pm")
    return start.minute, DAY


def _full_is_24(clock: Clock) -> Clock:
    """`10:00` is of the 24-hour clock beside `06:00` or `22:00` or before `(+1)`; `5:00` not."""
    return clock._replace(mark="24") if clock.is_full and not clock.mark else clock


def _bare_span(opens: int, closes: int, ends_next_day: bool) -> tuple[int, int]:
    if ends_next_day or closes <= opens or opens < _FIRST_BARE_HOUR * 60:
        raise BadTime("needs am or pm, or the 24-hour clock (06:00)")
    return opens, closes


def _shortest(start: Clock, end: Clock) -> tuple[int, int]:
    """`5-9pm` starts in the afternoon, `11-1pm` in the morning, `9am-5` ends in the afternoon."""
    starts, ends = ((c.minute,) if c.mark else _halves(c.minute) for c in (start, end))
    found = [
        (opens, closes if closes > opens else closes + DAY)
        for opens in starts
        for closes in ends
        if closes != opens
    ]
    return min(found, key=lambda times: times[1] - times[0])


def _halves(minute: int) -> tuple[int, int]:
    return minute % NOON, minute % NOON + NOON


def _marked_span(start: Clock, end: Clock, ends_next_day: bool) -> tuple[int, int]:
    opens, closes = start.minute, end.minute
    if opens >= DAY:
        raise BadTime("is no time to start at")
    if closes == opens:
        raise BadTime("opens and closes at one time; a whole day is 00:00-24:00")
    if closes < opens:
        if not start.mark or (not end.mark and closes + NOON > opens):
            raise BadTime("needs am or pm, or the 24-hour clock (06:00)")
        return opens, closes + DAY
    if ends_next_day and closes <= DAY:
        return opens, closes + DAY
    return opens, closes
