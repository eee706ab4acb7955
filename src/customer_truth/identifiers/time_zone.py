"""Time zones: the names of the IANA database, and the hours that its spring changes skip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from customer_truth.identifiers.reading import Reading, plain, problem, sound

_SEARCHED_DAYS = 400
# Each stands for hours of the day and for no place, so nobody can say when its clocks change.
_NO_PLACES = {"cet", "eet", "est", "factory", "hst", "met", "mst", "wet"}
_NO_PLACES |= {"cst6cdt", "est5edt", "mst7mdt", "pst8pdt"}


@dataclass(frozen=True)
class Gap:
    """Local hours that a day leaves out when clocks go forward: ISO weekday, minutes of the day."""

    weekday: int
    opens: int
    closes: int


def read(typed: str, context: str = "") -> Reading:
    """The name as the database writes it today, old names replaced by their successors."""
    name = plain(typed).lower().replace(" ", "_")
    if name in _NO_PLACES:
        return problem("hours without a place")
    found = _names().get(name)
    return sound(found) if found else problem("not a time zone")


def next_gap(name: str, after: datetime) -> Gap | None:
    """The hours that the next change to summer time skips, after a moment in UTC without zone."""
    zone = ZoneInfo(name)
    day = after.replace(tzinfo=UTC, minute=0, second=0, microsecond=0)
    for _ in range(_SEARCHED_DAYS):
        later = day + timedelta(days=1)
        if _offset(later, zone) > _offset(day, zone):
            return _gap_between(day, later, zone)
        day = later
    return None


def _gap_between(start: datetime, end: datetime, zone: ZoneInfo) -> Gap:
    """The change within one day, found to the minute by halving."""
    low, high = 0, int((end - start).total_seconds()) // 60
    while high - low > 1:
        middle = (low + high) // 2
        moved = _offset(start + timedelta(minutes=middle), zone) > _offset(start, zone)
        low, high = (low, middle) if moved else (middle, high)
    change = start + timedelta(minutes=high)
    before, after = _offset(start, zone), _offset(change, zone)
    skipped = (change + before).replace(tzinfo=None)
    opens = skipped.hour * 60 + skipped.minute
    return Gap(skipped.isoweekday(), opens, opens + int((after - before).total_seconds()) // 60)


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


@cache
def _names() -> Mapping[str, str]:
    """Every name in lower case → the name to use."""
    places = {line.split("\t")[2] for line in _lines("zone.tab") if not line.startswith("#")}
    source = [line.split() for line in _lines("tzdata.zi")]
    zones = {words[1] for words in source if words[0] == "Z"}
    links = {words[2]: words[1] for words in source if words[0] == "L"}
    named = {name: name for name in zones | places}
    for name, target in links.items():
        # zone.tab keeps a country's own name where the database joined it with a neighbour's.
        named.setdefault(name, links.get(target, target))
    utc = {name: "UTC" for name, target in named.items() if target == "Etc/UTC"}
    return {name.lower(): target for name, target in {**named, **utc}.items()}


def _lines(file: str) -> list[str]:
    text = resources.files("tzdata").joinpath("zoneinfo", file).read_text("utf-8")
    return [line for line in text.splitlines() if line]
