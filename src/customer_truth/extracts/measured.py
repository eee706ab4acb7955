"""How much each raw table holds, and how new it is by the clock that its contract declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from customer_truth.dialects import Spelling
from customer_truth.errors import Unusable
from customer_truth.extracts.check import Bound, bare_text_of
from customer_truth.extracts.contract import Table
from customer_truth.sql.text import named, quoted

_DAY = (
    r"(199\d|20[0-4]\d)-((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)"
    r"|02-(0[1-9]|1\d|2[0-8]))|(199[26]|20[024][048]|20[13][26])-02-29"
)
_TIME = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d([.]\d{1,9})?)?"
_ZONE = r"Z|UTC|[+-](0\d|1[0-5])(:?[0-5]\d)?"
# The forms of a moment that `try_timestamp` reads too.
_MOMENT = f"^({_DAY})([ T]{_TIME} ?({_ZONE})?)?$"


@dataclass(frozen=True)
class Measured:
    """A raw table of this night: its rows, and the newest moment on its clock (UTC).

    `newest` is None where it has no clock, or nothing on it that can be read. One that the company
    has not is not there.
    """

    table: Table
    rows: int
    newest: datetime | None
    is_there: bool = True


def measure(
    connection: Connection, bound: Sequence[Bound], spelling: Spelling, now: datetime
) -> list[Measured]:
    """Every table; a moment more than a day after `now` is a defect of one row, and not counted."""
    limit = now + timedelta(days=1)
    return [_measured(connection, each, limit, spelling) for each in bound]


def newest_syncs(measured: Iterable[Measured]) -> dict[str, datetime]:
    """The newest moment of each system that has one, UTC."""
    newest: dict[str, datetime] = {}
    for each in measured:
        if each.newest is not None:
            system = each.table.system
            newest[system] = max(each.newest, newest.get(system, each.newest))
    return newest


def latest_sync(stamps: Mapping[str, datetime]) -> datetime:
    """The moment the data speaks of: the newest sync stamp over all systems, UTC."""
    newest = max(stamps.values(), default=None)
    if newest is None:
        raise Unusable(
            "raw tables: have no sync stamp that can be read, need one to know which day they "
            "speak of. Name the moment with --as-of 'YYYY-MM-DD HH:MM:SS'."
        )
    return newest.replace(microsecond=0)


def utc(value: str, engine_type: str) -> str:
    """SQL of a moment of an engine's own type, as UTC without a zone."""
    has_zone = "with time zone" in engine_type.lower() or engine_type.lower() == "timestamptz"
    return f"({value} at time zone 'UTC')" if has_zone else value


def _measured(
    connection: Connection, bound: Bound, limit: datetime, spelling: Spelling
) -> Measured:
    if not bound.families:
        return Measured(bound.table, 0, None, is_there=False)
    clock = bound.table.clock
    if clock is None or clock not in bound.families:
        rows: int = connection.exec_driver_sql(
            f"select count(*) from {bound.relation}"
        ).scalar_one()
        return Measured(bound.table, rows, None)
    if bound.families[clock] == "text":
        return _by_text(connection, bound, clock, limit, spelling)
    value = utc(named(bound.names[clock]), bound.types[clock])
    found: Any = connection.exec_driver_sql(
        f"select count(*), cast(max(case when {value} < timestamp '{limit:%Y-%m-%d %H:%M:%S}' "
        f"then {value} end) as timestamp) from {bound.relation}"
    ).one()
    return Measured(bound.table, *found)


def _by_text(
    connection: Connection, bound: Bound, clock: str, limit: datetime, spelling: Spelling
) -> Measured:
    """Texts of one offset sort as time does; those of several are compared as moments, not texts.

    No cast is asked of the engine, which a bad value could break.
    """
    declared = next(each for each in bound.table.columns if each.name == clock)
    rest = "substr(read_text, 11)"
    zone = f"regexp_replace({rest}, '^[ T][0-9:.]+ ?', '')"
    time = f"regexp_replace({rest}, '^[ T]|[ ]?[ZU+-].*$', '', 'g')"
    moments = (
        f"(select substr(read_text, 1, 10) || ' ' || {time} as said, {zone} as zone "
        f"from (select {bare_text_of(bound, declared, spelling)} as read_text "
        f"from {bound.relation}) as clocks "
        f"where {spelling.matches('read_text', _MOMENT)}) as moments"
    )
    rows: int = connection.exec_driver_sql(f"select count(*) from {bound.relation}").scalar_one()
    found: Iterable[str] = connection.exec_driver_sql(
        f"select distinct zone from {moments}"
    ).scalars()
    zones = {zone: _offset(zone) for zone in found}
    newest = None
    if zones:
        limits = " ".join(
            f"when {quoted(zone)} then {quoted(f'{limit + offset:%Y-%m-%d %H:%M:%S}')}"
            for zone, offset in zones.items()
        )
        latest: Iterable[Any] = connection.exec_driver_sql(
            f"select zone, max(said) from {moments} where said < case zone {limits} end "
            "group by zone"
        )
        told = [datetime.fromisoformat(said.strip()[:26]) - zones[zone] for zone, said in latest]
        newest = max(told, default=None)
    return Measured(bound.table, rows, newest)


def _offset(zone: str) -> timedelta:
    """How far the clock of `+0530`, `-08`, `Z` or nothing at all is before UTC."""
    digits = zone[1:].replace(":", "")
    if not digits.isdigit():
        return timedelta()
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return -offset if zone.startswith("-") else offset
