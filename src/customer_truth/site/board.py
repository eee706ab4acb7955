"""The board's sheet: what was opened, decided and resolved, how fast, and what waits."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Column, Connection, Date, Row, and_, case, func, nulls_last, select

from customer_truth.quality.tables import KEPT, WAITS, contradictions
from customer_truth.registry.rows import DecisionRight
from customer_truth.site.decisions import Contradiction

MOST_TOP = 5
MOST_DECIDED = 12
_WEEKS = 8


@dataclass(frozen=True, kw_only=True)
class Week:
    """The contradictions of one week, which begins on a Monday."""

    begins: date
    opened: int
    decided: int
    resolved: int


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How fast one decision is made: days from opening to deciding, beside what is allowed.

    `median_days` is None where none was decided yet.
    """

    right: DecisionRight
    decided: int
    median_days: float | None
    waiting: int
    overdue: int

    @property
    def is_slow(self) -> bool:
        """Half of them take longer than allowed."""
        return self.median_days is not None and self.median_days > self.right.days_to_decide


@dataclass(frozen=True, kw_only=True)
class Board:
    """The sheet of one night; no record is named on it."""

    weeks: Sequence[Week]
    paces: Sequence[Pace]
    top: Sequence[Contradiction]
    decided: Sequence[Contradiction]
    decided_number: int


def read_board(
    connection: Connection, quality_schema: str, rights: Sequence[DecisionRight], as_of: datetime
) -> Board:
    """The sheet as of a night; the weeks, the decisions and the costliest are read in bounds."""
    placed = connection.execution_options(schema_translate_map={KEPT.schema: quality_schema})
    decided = _decided(placed, as_of.date().replace(day=1))
    return Board(
        weeks=_weeks(placed, as_of.date()),
        paces=_paces(placed, rights, as_of),
        top=_top(placed),
        decided=decided[:MOST_DECIDED],
        decided_number=len(decided),
    )


def _weeks(connection: Connection, today: date) -> list[Week]:
    c = contradictions.c
    monday = today - timedelta(days=today.weekday())
    begins = [monday - timedelta(weeks=ago) for ago in range(_WEEKS)][::-1]
    counts = [
        func.sum(case((_within(moment, on), 1), else_=0))
        for on in begins
        for moment in (c.opened, c.decided_on, c.resolved)
    ]
    numbers = [int(number or 0) for number in connection.execute(select(*counts)).one()]
    return [
        Week(begins=on, opened=opened, decided=decided, resolved=resolved)
        for on, opened, decided, resolved in zip(
            begins, numbers[::3], numbers[1::3], numbers[2::3], strict=True
        )
    ]


def _within(moment: Column[Any], begins: date) -> Any:
    """Whether it lies in the week; days are compared with days, moments with moments."""
    first, last = begins, begins + timedelta(weeks=1)
    if not isinstance(moment.type, Date):
        first, last = (datetime(day.year, day.month, day.day) for day in (first, last))
    return and_(moment >= first, moment < last)


def _paces(connection: Connection, rights: Sequence[DecisionRight], as_of: datetime) -> list[Pace]:
    """By decision, the most overdue first; what nobody contradicts has no line."""
    c = contradictions.c
    days: defaultdict[str, list[int]] = defaultdict(list)
    made = select(c.decision, c.opened, c.decided_on).where(c.decision_id.is_not(None))
    for row in connection.execute(made):
        days[row.decision].append((row.decided_on - row.opened.date()).days)
    waiting, overdue = _waiting(connection, as_of)
    found = [
        Pace(
            right=right,
            decided=len(days[right.decision]),
            median_days=median(days[right.decision]) if days[right.decision] else None,
            waiting=waiting[right.decision],
            overdue=overdue[right.decision],
        )
        for right in rights
        if days[right.decision] or waiting[right.decision]
    ]
    return sorted(found, key=lambda one: (-one.overdue, -one.waiting, one.right.decision))


def _waiting(connection: Connection, as_of: datetime) -> tuple[Counter[str], Counter[str]]:
    c = contradictions.c
    late = func.sum(case((c.due < as_of, 1), else_=0)).label("late")
    query = select(c.decision, func.count().label("number"), late).where(WAITS)
    rows = connection.execute(query.group_by(c.decision)).all()
    return (
        Counter({row.decision: int(row.number) for row in rows}),
        Counter({row.decision: int(row.late) for row in rows}),
    )


def _top(connection: Connection) -> list[Contradiction]:
    c = contradictions.c
    query = select(*_shown()).where(WAITS)
    query = query.order_by(nulls_last(c.value.desc()), c.rule_id, c.record_key)
    return [_read(row) for row in connection.execute(query.limit(MOST_TOP))]


def _decided(connection: Connection, since: date) -> list[Contradiction]:
    c = contradictions.c
    query = select(*_shown()).where(c.decision_id.is_not(None), c.decided_on >= since)
    query = query.order_by(c.decided_on.desc(), nulls_last(c.value.desc()), c.record_key)
    return [_read(row) for row in connection.execute(query)]


def _shown() -> list[Any]:
    return [contradictions.c[name] for name in Contradiction._fields]


def _read(row: Row[Any]) -> Contradiction:
    return Contradiction._make(row)
