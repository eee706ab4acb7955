"""The grammar of what people type: days, then hours, or hours, then days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from customer_truth.windows import clock
from customer_truth.windows.breaks import Span, cut
from customer_truth.windows.clock import BadTime, Clock
from customer_truth.windows.days import Days, Named, date_at, read_days
from customer_truth.windows.hours import ALL_DAYS, DAY, Hours, NotUnderstood, Window, hours_of
from customer_truth.windows.lexing import Kind, Token
from customer_truth.windows.lexing import cut as cut_text
from customer_truth.windows.tokens import Cursor
from customer_truth.windows.weekdays import AmbiguousName, resolve
from customer_truth.windows.words import Role

_HALF_DAYS = {
    Role.MORNING: (0, clock.NOON),
    Role.AFTERNOON: (clock.NOON, DAY),
    Role.ANYTIME: (0, DAY),
}
_NEEDS_HOURS = "needs hours, such as 06:00-10:00"
_CLOSING = (Role.CLOSED, Role.EXCEPT, Role.BREAK, Role.LUNCH)
_LUNCHTIME = (10 * 60, 16 * 60)
_WHOSE_BREAK = "has a break that may be for several of the days"
_NEEDS_DAYS_OR_HOURS = "is neither days nor hours"


@dataclass
class _Entry:
    """Hours with the days they are for; None means every day."""

    start: int
    days: Days | None
    spans: list[Span]
    is_days_first: bool
    has_break: bool = False


@dataclass
class _Typed:
    entries: list[_Entry] = field(default_factory=list)
    closed: list[Days] = field(default_factory=list)


def read_typed(text: str) -> Hours:
    """The hours that a tidied text means; raises NotUnderstood."""
    cursor = Cursor(cut_text(text))
    typed = _Typed()
    while cursor.token.kind is not Kind.END:
        if not cursor.take_kind(Kind.STOP):
            _read_block(cursor, typed)
    if not typed.entries:
        raise cursor.refuse(_NEEDS_HOURS)
    return _meaning(typed, _named(cursor, typed))


def _read_block(cursor: Cursor, typed: _Typed) -> None:
    """Parts up to a `;`, in one order: days before hours, or hours before days."""
    first = len(typed.entries)
    is_first = True
    while True:
        _read_part(cursor, typed, is_first)
        _skip_separators(cursor)
        if cursor.is_at_end():
            break
        is_first = False
    block = typed.entries[first:]
    if any(entry.has_break for entry in block[1:]) and not all(e.has_break for e in block):
        raise NotUnderstood(_WHOSE_BREAK, block[-1].start)
    for entry in block:
        if entry.is_days_first is not block[0].is_days_first or (not entry.days and len(block) > 1):
            raise NotUnderstood("has hours that may be for several of the days", entry.start)


def _read_part(cursor: Cursor, typed: _Typed, is_first: bool) -> None:
    if cursor.take_kind(Kind.ALWAYS):
        every_day = Days(numbers=set(ALL_DAYS))
        _add_entry(cursor, typed, _Entry(cursor.token.start, every_day, [(0, DAY)], True))
        return
    if _read_break_of_its_own(cursor, typed):
        return
    if cursor.take_role(Role.CLOSED, Role.EXCEPT):
        cursor.take_kind(Kind.COLON)
        typed.closed.append(_read_last_days(cursor))
        return
    cursor.take_kind(Kind.COLON)  # `Receiving hours: 6-10`
    start = cursor.token.start
    days = _read_open_days(cursor)
    if days is not None:
        cursor.take_kind(Kind.COLON)
        if cursor.take_role(Role.CLOSED):
            typed.closed.append(days)
            return
        if not days.is_of_the_week():
            raise NotUnderstood("has hours for holidays or days of the year", start)
        if cursor.take_role(Role.EXCEPT):
            typed.closed.append(_needed_days(cursor))
        _skip_to_hours(cursor)
    spans, has_break = _read_spans(cursor)
    if not spans:
        raise cursor.refuse(_NEEDS_DAYS_OR_HOURS if days is None else _NEEDS_HOURS)
    is_days_first = days is not None
    if days is None:
        days = _read_days_behind(cursor)
        if days is not None and not days.is_of_the_week():
            raise NotUnderstood("has hours for holidays or days of the year", start)
    if days is None and not is_first:
        raise NotUnderstood("has hours that may be for several of the days", start)
    entry = _Entry(start, days, spans, is_days_first, has_break)
    _take_breaks(cursor, entry)
    _add_entry(cursor, typed, entry)


def _add_entry(cursor: Cursor, typed: _Typed, entry: _Entry) -> None:
    typed.entries.append(entry)
    place = cursor.place
    _skip_separators(cursor)
    if cursor.take_role(Role.EXCEPT):
        typed.closed.append(_read_last_days(cursor))
    else:
        cursor.place = place


def _read_open_days(cursor: Cursor) -> Days | None:
    if cursor.token.role is Role.MORNING and cursor.ahead().is_weekday:
        cursor.step()  # German `am Samstag`; `AM Saturday` then lacks its hours
    elif cursor.token.role is Role.FROM and cursor.ahead().is_weekday:
        cursor.step()
    place = cursor.place
    days = read_days(cursor, with_dates=True)
    if days is not None and days.dates and cursor.token.role is not Role.CLOSED:
        cursor.place = place
        return read_days(cursor, with_dates=False)
    return days


def _read_days_behind(cursor: Cursor) -> Days | None:
    """The days after their hours: `6-10 Mon-Fri`, `6am-2pm, daily`."""
    place = cursor.place
    has_comma = cursor.token.text == ","
    if has_comma:
        cursor.step()
    days = read_days(cursor, with_dates=False)
    if has_comma and not cursor.is_at_end():
        days = None  # `6-10, Sun closed`
    if days is None:
        cursor.place = place
    return days


def _needed_days(cursor: Cursor) -> Days:
    days = read_days(cursor, with_dates=True)
    if days is None:
        raise cursor.refuse("names no days that stay closed")
    return days


def _read_last_days(cursor: Cursor) -> Days:
    """The days after `closed`; hours behind them would leave open whose they are."""
    days = _needed_days(cursor)
    _skip_separators(cursor)
    if not cursor.is_at_end() and cursor.token.role not in (Role.CLOSED, Role.EXCEPT):
        raise cursor.refuse("stands behind the closed days; begin a new part with ';'")
    return days


def _skip_to_hours(cursor: Cursor) -> None:
    """`Mon-Fri, 6-10`, `Mon-Fri: 6-10` and `Mon-Fri - 6-10`."""
    if cursor.token.text == "," or cursor.token.kind in (Kind.COLON, Kind.DASH):
        cursor.step()


def _skip_separators(cursor: Cursor) -> None:
    while cursor.take_kind(Kind.LIST) or cursor.take_role(Role.AND):
        pass


def _read_spans(cursor: Cursor) -> tuple[list[Span], bool]:
    """The hours that stand here, and whether a break cuts some of them."""
    spans: list[Span] = []
    has_break = False
    start = cursor.token
    while True:
        place = cursor.place
        if spans:
            _skip_separators(cursor)
        found = [] if spans and cursor.place == place else _read_span(cursor)
        if not found:
            cursor.place = place
            break
        spans += found
        has_break = has_break or len(found) > 1
    in_order = sorted(spans)
    if any(later[0] < earlier[1] for earlier, later in pairwise(in_order)):
        # `after 6am and before 10am` is one window, not two.
        raise cursor.refuse("has hours that overlap", start)
    return spans, has_break


def _read_span(cursor: Cursor) -> list[Span]:
    """One span, or its parts around breaks; none where no hours stand."""
    token = cursor.token
    if token.role in _HALF_DAYS:
        cursor.step()
        return [_HALF_DAYS[token.role]]
    try:
        readings = _read_times(cursor)
        breaks = _read_breaks(cursor) if readings else []
        return cut([[span] for span in readings], breaks) if readings else []
    except BadTime as problem:
        raise cursor.refuse(str(problem), token) from problem


def _read_breaks(cursor: Cursor) -> list[list[Span]]:
    """What each break may mean that stands here: `(closed noon-1pm)`, `lunch 12-1`."""
    found: list[list[Span]] = []
    while meanings := _read_break(cursor):
        found.append(meanings)
    return found


def _read_break(cursor: Cursor) -> list[Span]:
    place = cursor.place
    _skip_separators(cursor)
    try:
        if meanings := _break_at(cursor):
            return meanings
    except (BadTime, NotUnderstood):
        pass  # `closed 25.12.` and `closed 30 Feb` are told as what they are
    cursor.place = place
    return []


def _break_at(cursor: Cursor) -> list[Span]:
    named = _closing_words(cursor)
    if named:
        cursor.take_kind(Kind.COLON, Kind.DASH)
    cursor.take_role(Role.FROM)
    first = cursor.token
    start = _clock_at(cursor)
    if start is None or not _takes_join(cursor, with_and=bool(named)):
        return []
    last = cursor.token
    end = _clock_at(cursor, is_end=True)
    if end is None or start.minute >= DAY or end.minute > DAY or _may_be_dates(first, last):
        return []
    if not named and not ((named := _closing_words(cursor)) and cursor.is_at_end()):
        return []
    meant = clock.halves_of(start, end)
    if Role.LUNCH in named:
        return [at for at in meant if _LUNCHTIME[0] <= at[0] and at[1] <= _LUNCHTIME[1]]
    return meant


def _closing_words(cursor: Cursor) -> set[Role | None]:
    roles = set()
    while token := cursor.take_role(*_CLOSING):
        roles.add(token.role)
    return roles


def _may_be_dates(*typed: Token) -> bool:
    """`closed 24.12-26.12` may be days of December."""
    return all(token.minute and 1 <= int(token.minute) <= 12 for token in typed)


def _take_breaks(cursor: Cursor, entry: _Entry) -> bool:
    """Cuts the hours of an entry by the breaks that stand here, behind its days."""
    token = cursor.token
    if breaks := _read_breaks(cursor):
        try:
            entry.spans, entry.has_break = cut([entry.spans], breaks), True
        except BadTime as problem:
            raise cursor.refuse(str(problem), token) from problem
    return bool(breaks)


def _read_break_of_its_own(cursor: Cursor, typed: _Typed) -> bool:
    """`Mon-Fri 8-17; closed 12-13`; of several hours nobody could say which it cuts."""
    start = cursor.token.start
    before = typed.entries[-1:] if cursor.token.role in _CLOSING else []
    if not before or not _take_breaks(cursor, before[0]):
        return False
    if len(typed.entries) > 1:
        raise NotUnderstood(_WHOSE_BREAK, start)
    return True


def _read_times(cursor: Cursor) -> list[Span]:
    """What the times that stand here may mean; more than one only where a break follows."""
    token = cursor.token
    is_overnight = cursor.take_role(Role.OVERNIGHT) is not None
    if cursor.take_role(Role.BEFORE, Role.UNTIL):
        return [clock.before(_needed_clock(cursor, is_end=True))]
    if cursor.take_role(Role.AFTER):
        return [clock.after(_needed_clock(cursor))]
    opening = cursor.take_role(Role.FROM)
    start = _clock_at(cursor)
    if start is None:
        if opening or is_overnight:
            raise cursor.refuse(_NEEDS_HOURS)
        return []
    if not _takes_join(cursor, bool(opening)):
        return [_single_time(cursor, token, start, bool(opening))]
    end = _needed_clock(cursor, is_end=True)
    ends_next_day = cursor.take_role(Role.NEXT_DAY) is not None
    is_overnight = cursor.take_role(Role.OVERNIGHT) is not None or is_overnight
    try:
        opens, closes = clock.span(start, end, ends_next_day)
    except BadTime:
        if start.mark or end.mark or ends_next_day or is_overnight or not _break_follows(cursor):
            raise
        return clock.halves_of(start, end)  # `9-5 (closed noon-1pm)`
    if is_overnight and closes <= DAY:
        raise BadTime("is overnight, but ends on the same day")
    return [(opens, closes)]


def _break_follows(cursor: Cursor) -> bool:
    place = cursor.place
    found = _read_break(cursor)
    cursor.place = place
    return bool(found)


def _takes_join(cursor: Cursor, with_and: bool) -> bool:
    """`6-10`, `6 to 10`, `from 6-10`; `between 6 and 10`."""
    if cursor.take_kind(Kind.DASH) or cursor.take_role(Role.RANGE, Role.UNTIL):
        return True
    return with_and and cursor.take_role(Role.AND) is not None


def _single_time(cursor: Cursor, token: Token, start: Clock, is_opening: bool) -> Span:
    if is_opening:
        return clock.after(start)
    if start.minute == DAY and token.is_24:
        return 0, DAY  # `24 hours`
    raise cursor.refuse("is one time, where a window needs two", token)


def _needed_clock(cursor: Cursor, is_end: bool = False) -> Clock:
    while cursor.take_role(Role.FROM, Role.BEFORE):
        pass  # French `avant de`, `bis spätestens`
    found = _clock_at(cursor, is_end)
    if found is None:
        raise cursor.refuse("needs a time of day")
    return found


def _clock_at(cursor: Cursor, is_end: bool = False) -> Clock | None:
    token = cursor.token
    if token.role is Role.NOON:
        cursor.step()
        return Clock(clock.NOON, "24")
    if token.role is Role.MIDNIGHT:
        cursor.step()
        return Clock(DAY if is_end else 0, "24")
    if token.kind is not Kind.NUMBER or token.is_ordinal:
        return None
    if not cursor.ahead().is_weekday and date_at(cursor):
        return None  # `25 Dec`; `10 mar` is ten o'clock, then a Tuesday
    cursor.step()
    word = cursor.take_role(Role.NOON, Role.MIDNIGHT)
    if word is not None:
        return _named_twelve(cursor, token, word, is_end)
    return clock.read_clock(token.text, token.minute, token.half, token.is_24)


def _named_twelve(cursor: Cursor, token: Token, word: Token, is_end: bool) -> Clock:
    if token.text != "12" or token.minute not in (None, "00") or token.half:
        raise cursor.refuse(f"is not {word.text}", token)
    if word.role is Role.NOON:
        return Clock(clock.NOON, "24")
    return Clock(DAY if is_end else 0, "24")


def _named(cursor: Cursor, typed: _Typed) -> Named:
    days = [entry.days for entry in typed.entries if entry.days] + typed.closed
    used = dict.fromkeys(name for group in days for name in group.names())
    try:
        return resolve(used, cursor.languages)
    except AmbiguousName as name:
        at = cursor.place_of(str(name))
        raise NotUnderstood("may be one of several weekdays; write it out", at) from name


def _meaning(typed: _Typed, named: Named) -> Hours:
    closed = {day for days in typed.closed for day in days.weekdays(named)}
    open_days = [
        (entry, entry.days.weekdays(named) if entry.days else set(ALL_DAYS))
        for entry in typed.entries
    ]
    _check_days(open_days)
    windows: list[Window] = []
    for entry, days in open_days:
        left = days - closed
        if not left:
            raise NotUnderstood("has the same days open and closed", entry.start)
        windows.extend(Window(day, *span) for day in left for span in entry.spans)
    return hours_of(
        windows,
        (date for days in typed.closed for date in days.dates),
        any(days.has_holidays for days in typed.closed),
    )


def _check_days(entries: Sequence[tuple[_Entry, set[int]]]) -> None:
    """`Mon-Fri 6-10; Wed 8-11` leaves open whether Wednesday has both hours or the last."""
    for place, (entry, days) in enumerate(entries):
        for _, others in entries[:place]:
            if days & others and days != others:
                raise NotUnderstood("has hours for a day that has others already", entry.start)
