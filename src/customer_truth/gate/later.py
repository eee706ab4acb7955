"""What a changed criterion will do: both sides on the records of last night, and of later nights.

The records of a later night are those of the last one with every moment in them as much later: what
a criterion says relative to the night stays as it is, and a day that is written into it, or an end
of its force, shows what it will exempt. The planted rows show it too where no record breaks a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from customer_truth.checkpoint import is_in_force
from customer_truth.criteria.rule_sql import compile_rule
from customer_truth.dialects import BENCH, BENCH_URL, SPELLINGS, Dialect
from customer_truth.gate.evidence import unreadable
from customer_truth.gate.planted import ROW, planted_relation
from customer_truth.gate.result import FAILS, NOT_JUDGED, PASSES, Later, PlantedMove
from customer_truth.gate.side import Side
from customer_truth.machine.trouble import words_of
from customer_truth.rules import Rule
from customer_truth.sql.text import quoted
from customer_truth.warehouse.scratch import SideBySide

# A day, a week, a quarter, a year and ten years on; whole weeks keep the days of the week.
_DAYS = (1, 7, 91, 364, 3_640)
_BEYOND = 364
_FARTHEST = 36_400
_DAY = re.compile(r"\b(\d{4}-\d{2}-\d{2})\b")
_SAYS = (
    *("when", "must", "limits", "order", "trace", "before", "mart", "key", "judged_at", "expect"),
    *("effective_from", "effective_until"),
)
_COMPARED = """
with was as ({was}), now as ({now}), pairs as (
    select coalesce(was.record_key, now.record_key) as record_key,
        coalesce(was.judged, false) as was_judged, coalesce(was.fails, false) as was_failing,
        coalesce(now.judged, false) as is_judged, coalesce(now.fails, false) as is_failing
    from was full join now on was.record_key = now.record_key
)
"""
_COUNTS = """
select count(*) filter (where is_failing and not was_failing),
    count(*) filter (where was_failing and not is_failing),
    count(*) filter (where is_judged and not was_judged),
    count(*) filter (where was_judged and not is_judged)
from pairs
"""
_STATES = """
select record_key, was_judged, was_failing, is_judged, is_failing from pairs
where was_judged <> is_judged or was_failing <> is_failing order by record_key
"""


@dataclass(frozen=True)
class Foreseen:
    """What a change of a rule does to records on the last night, later, and to planted rows."""

    newly_judged: int = 0
    no_longer_judged: int = 0
    later: Sequence[Later] = ()
    planted: Sequence[PlantedMove] = ()
    error: str | None = None


def foresee(
    records: SideBySide, base: Side, head: Side, rule_ids: set[str], as_of: datetime
) -> Mapping[str, Foreseen]:
    """What is foreseen for those rules of both sides that say something else."""
    with create_engine(BENCH_URL, poolclass=NullPool).connect() as bench:
        planted = SideBySide(bench, BENCH, ("", ""))
        foresight = _Foresight(records, planted, base, head, as_of)
        shared = sorted(rule_ids & base.rules.keys() & head.rules.keys())
        return {rule_id: foresight.of(rule_id) for rule_id in shared if foresight.differs(rule_id)}


class _Foresight:
    """Planted rows are asked on an engine of their own: they say the same on every one."""

    def __init__(
        self, records: SideBySide, planted: SideBySide, base: Side, head: Side, as_of: datetime
    ) -> None:
        self.records = records
        self.planted = planted
        self.sides = (base, head)
        self.rules = (base.rules, head.rules)
        self.as_of = as_of

    def differs(self, rule_id: str) -> bool:
        """Whether it is judged by other words, or other records are exempted."""
        was, now = (rules[rule_id] for rules in self.rules)
        if any(getattr(was, name) != getattr(now, name) for name in _SAYS):
            return True
        return _waivers(self.sides[0], rule_id) != _waivers(self.sides[1], rule_id)

    def of(self, rule_id: str) -> Foreseen:
        """What is foreseen; a side that cannot be read has nothing to be compared, and is told."""
        both = zip(self.sides, self.rules, strict=True)
        dialect = self.records.dialect
        if any(unreadable(side, rules[rule_id], dialect, self.as_of) for side, rules in both):
            return Foreseen()
        try:
            return self._of(rule_id)
        except SQLAlchemyError as error:
            self.records.connection.rollback()
            return Foreseen(error=f"cannot be compared on later days: {words_of(error)}")

    def _of(self, rule_id: str) -> Foreseen:
        today = self._counts(rule_id, 0)
        counted = [(days, self._counts(rule_id, days)) for days in self._moments(rule_id)]
        later = [
            self._later(days, counts)
            for days, counts in counted
            if any(n > before for n, before in zip(counts, today, strict=True))
        ]
        # Planted rows stand in where the records of later nights show nothing.
        planted = self._planted(rule_id, [] if later else self._moments(rule_id))
        return Foreseen(
            newly_judged=today[2],
            no_longer_judged=today[3],
            later=tuple(later),
            planted=tuple(planted),
        )

    def _later(self, days: int, counts: Sequence[int]) -> Later:
        failing, passing, judged, not_judged = counts
        return Later(
            on=self._on(days),
            newly_failing=failing,
            newly_passing=passing,
            newly_judged=judged,
            no_longer_judged=not_judged,
        )

    def _on(self, days: int) -> date:
        return (self.as_of + timedelta(days=days)).date()

    def _moments(self, rule_id: str) -> list[int]:
        """Days from the last night: the usual ones, and well past each day that is written down."""
        named = (day for rules in self.rules for day in _days_in(rules[rule_id]))
        waived = (
            day
            for side in self.sides
            for row in _waivers(side, rule_id)
            for day in row[1:]
            if day is not None
        )
        far = {(day - self.as_of.date()).days + _BEYOND for day in named}
        near = {(day - self.as_of.date()).days + 1 for day in waived}
        return sorted(n for n in {*_DAYS, *far, *near} if 0 < n <= _FARTHEST)

    def _counts(self, rule_id: str, days: int) -> Sequence[int]:
        was, now = (
            self._judged(self.records, at, rule_id, days, self._moved_on(at, rule_id, days))
            for at in (0, 1)
        )
        sql = _COMPARED.format(was=was, now=now) + _COUNTS
        found = self.records.connection.exec_driver_sql(
            sql, execution_options={"no_parameters": True}
        )
        return [int(count) for count in found.one()]

    def _moved_on(self, at: int, rule_id: str, days: int) -> str:
        mart = self.sides[at].marts[self.rules[at][rule_id].mart]
        place = self.records.schema(at, "marts")
        return _moved_on(f'{place}."{mart.name}"', mart.types, days, self.records.dialect)

    def _judged(
        self, place: SideBySide, at: int, rule_id: str, days: int, records: str, key: str = ""
    ) -> str:
        """Whether each record is judged and fails on one side, that many days after the night."""
        side, rule = self.sides[at], self.rules[at][rule_id]
        then = self.as_of + timedelta(days=days)
        mart, dialect = side.marts[rule.mart], place.dialect
        found = compile_rule(rule, mart, person="", dialect=dialect, as_of=then)
        judged = f"coalesce(({found.activation}), false)" if is_in_force(rule, then) else "false"
        # What an expectation of Great Expectations finds is compared on the last night only.
        holds = f"coalesce(({found.must}), false)" if found.must is not None else "true"
        further = "".join(f', {sql} as "{name}"' for name, sql in found.columns.items())
        named = f'cast("{key or rule.key}" as text)'
        exempt = self._exempt(side, rule_id, days)
        waived = f"{named} in ({exempt})" if exempt else "false"
        return (
            f"select {named} as record_key, bool_or({judged}) as judged, "
            f"bool_or({judged} and not {holds} and not {waived}) as fails "
            f"from (select *{further} from {records}) as judged_records "
            f"where {named} is not null group by 1"
        )

    def _exempt(self, side: Side, rule_id: str, days: int) -> str:
        on = side.today + timedelta(days=days)
        keys = (
            row.record_key
            for row in side.registry.waivers
            if row.rule == rule_id
            if row.in_force(on)
        )
        return ", ".join(map(quoted, keys))

    def _planted(self, rule_id: str, moments: Sequence[int]) -> Iterator[PlantedMove]:
        today = dict(self._planted_on(rule_id, 0))
        yield from today.values()
        seen = set(today)
        for days in moments:
            for is_dated in (False, True):
                for row, move in self._planted_on(rule_id, days, is_dated=is_dated):
                    if row not in seen:
                        seen.add(row)
                        yield move

    def _planted_on(
        self, rule_id: str, days: int, *, is_dated: bool = False
    ) -> Iterator[tuple[str, PlantedMove]]:
        judged = []
        for at in (0, 1):
            rule = self.rules[at][rule_id]
            mart = self.sides[at].marts[rule.mart]
            rows = planted_relation(mart, rule, [side.examples for side in self.sides])
            if rows is None:
                return
            since = self.as_of if is_dated else None
            moved = _moved_on(rows, mart.types, days, self.planted.dialect, since, (ROW,))
            judged.append(self._judged(self.planted, at, rule_id, days, moved, key=ROW))
        sql = _COMPARED.format(was=judged[0], now=judged[1]) + _STATES
        found: Any = self.planted.connection.exec_driver_sql(sql)
        for row, was_judged, was_failing, is_judged, is_failing in found:
            yield (
                row,
                PlantedMove(
                    row=row,
                    before=_state(was_judged, was_failing),
                    after=_state(is_judged, is_failing),
                    on=self._on(days) if days else None,
                ),
            )


def _state(judged: Any, failing: Any) -> str:
    if not judged:
        return NOT_JUDGED
    return FAILS if failing else PASSES


def _moved_on(
    relation: str,
    types: Mapping[str, str],
    days: int,
    dialect: Dialect,
    since: datetime | None = None,
    further: Sequence[str] = (),
) -> str:
    """The records with every moment that many days later; an unknown one is `since`, if given.

    `further` are columns that the mart itself has not.
    """
    dated = {n for n, t in types.items() if t == "date" or t.startswith("timestamp")}
    if not dated or not (days or since):
        return relation
    columns = [f'"{name}"' for name in (*further, *types)]
    for at, (name, data_type) in enumerate(types.items(), len(further)):
        if name in dated:
            columns[at] = f'{_later(name, data_type, days, dialect, since)} as "{name}"'
    return f"(select {', '.join(columns)} from {relation}) as moved_on"


def _later(name: str, data_type: str, days: int, dialect: Dialect, since: datetime | None) -> str:
    """A moment that many days later; one past the end of time stays where it is."""
    known = f'"{name}"'
    if since:
        known = f"coalesce({known}, cast(timestamp '{since}' as {data_type}))"
    later = f"cast({known} + interval '{days} days' as {data_type})"
    return f"coalesce({SPELLINGS[dialect].attempted(later)}, {known})"


def _days_in(rule: Rule) -> Iterator[date]:
    """Every day that is written into a rule."""
    yield rule.effective_from
    if rule.effective_until:
        yield rule.effective_until
    for wording in rule.wordings:
        yield wording.effective_from
        for text in (wording.when, wording.must, *wording.limits.values()):
            for found in _DAY.findall(str(text)):
                try:
                    yield date.fromisoformat(found)
                except ValueError:
                    continue


def _waivers(side: Side, rule_id: str) -> list[tuple[str, date | None, date | None]]:
    return sorted(
        (
            (row.record_key, row.approved_on, row.expires_on)
            for row in side.registry.waivers
            if row.rule == rule_id
        ),
        key=str,
    )
