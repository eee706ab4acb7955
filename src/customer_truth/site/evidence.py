"""What the pages know about open exceptions: counts and keys, read from the engine in bounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection, Result, Select, case, func, nulls_last, select

from customer_truth.quality.tables import KEPT, WAITS, contradictions, exceptions
from customer_truth.verdict.figures import NOTHING_OPEN, Figures

_RULES_A_QUERY = 500
_ROWS_A_PAGE = 5_000


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """What is open for one rule, and since when; waived exceptions are counted apart."""

    open: int = 0
    waived: int = 0
    oldest: datetime | None = None


class OpenException(NamedTuple):
    """One record that fails one rule: its key and its history, never its values."""

    rule_id: str
    record_key: str
    mart: str
    severity: str
    customer_id: str | None
    value: Decimal | None
    in_error: Decimal | None
    waiver_id: str | None
    first_seen: datetime
    last_seen: datetime
    due: datetime | None
    times_reopened: int
    decider: str | None
    not_looked_at: str | None


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """The contradictions of one rule that wait for one decider."""

    decider: str | None
    rule_id: str
    number: int
    overdue: int
    oldest: datetime
    next_due: datetime | None = None
    figures: Figures = NOTHING_OPEN


class Age(NamedTuple):
    """The open exceptions of one owner by how long they have been open; waived ones left out."""

    owner: str
    weeks: str
    number: int


AGES = ("this week", "this month", "this quarter", "older")


class Evidence(Protocol):
    """Where the pages get their counts and keys from."""

    def backlogs(self) -> Mapping[str, Backlog]:
        """What is open, for each rule that has anything open."""

    def samples(self, rules: Sequence[str], limit: int) -> Iterator[Sequence[OpenException]]:
        """For each rule at most `limit` open exceptions: newest, then costliest, then key."""

    def waiting(self, as_of: datetime) -> Sequence[Waiting]:
        """The open contradictions by decider and rule; overdue is what was due before `as_of`."""

    def ages(self, as_of: datetime) -> Mapping[str, Sequence[Age]]:
        """By owner: how many exceptions have been open since when, the youngest first."""

    def open_exceptions(self, rules: Sequence[str]) -> Iterator[Sequence[OpenException]]:
        """Every open exception of the rules, a page at a time."""


class KeptEvidence:
    """Evidence in the schema `quality` of a warehouse, whatever its engine."""

    def __init__(self, connection: Connection, quality_schema: str) -> None:
        self._connection = connection
        self._schemas = {KEPT.schema: quality_schema}

    def backlogs(self) -> Mapping[str, Backlog]:
        """One scan: open and waived of each rule."""
        e = exceptions.c
        statement = (
            select(
                e.rule_id,
                func.sum(case((e.waiver_id.is_(None), 1), else_=0)).label("open"),
                func.sum(case((e.waiver_id.is_(None), 0), else_=1)).label("waived"),
                func.min(case((e.waiver_id.is_(None), e.first_seen))).label("oldest"),
            )
            .where(e.resolved.is_(None))
            .group_by(e.rule_id)
        )
        return {
            row.rule_id: Backlog(open=int(row.open), waived=int(row.waived), oldest=row.oldest)
            for row in self._execute(statement)
        }

    def samples(self, rules: Sequence[str], limit: int) -> Iterator[Sequence[OpenException]]:
        """Numbered by the engine, so that no more than `limit` rows of a rule leave it."""
        for some in chunks(rules):
            found: defaultdict[str, list[OpenException]] = defaultdict(list)
            for row in self._execute(_numbered(some, limit)):
                found[row.rule_id].append(OpenException._make(row))
            yield from (found[rule] for rule in some)

    def waiting(self, as_of: datetime) -> Sequence[Waiting]:
        """One scan of the contradictions that are open, undecided, and not waived."""
        c = contradictions.c
        overdue = case((c.due < as_of, 1), else_=0)
        statement = (
            select(
                c.decider,
                c.rule_id,
                func.count().label("number"),
                func.sum(overdue).label("overdue"),
                func.min(c.opened).label("oldest"),
                func.min(case((c.due >= as_of, c.due))).label("next_due"),
            )
            .where(WAITS)
            .group_by(c.decider, c.rule_id)
            .order_by(c.decider, c.rule_id)
        )
        return [
            Waiting(
                decider=row.decider,
                rule_id=row.rule_id,
                number=int(row.number),
                overdue=int(row.overdue),
                oldest=row.oldest,
                next_due=row.next_due,
            )
            for row in self._execute(statement)
        ]

    def ages(self, as_of: datetime) -> Mapping[str, Sequence[Age]]:
        """One scan: counts by owner and age."""
        e = exceptions.c
        limits = zip((7, 31, 92), AGES, strict=False)
        weeks = case(
            *((e.first_seen > as_of - timedelta(days=days), name) for days, name in limits),
            else_=AGES[-1],
        ).label("weeks")
        aged = (
            select(e.owner, weeks).where(e.resolved.is_(None), e.waiver_id.is_(None)).subquery()
        ).c
        statement = select(
            aged.owner,
            aged.weeks,
            func.count().label("number"),
        ).group_by(aged.owner, aged.weeks)
        found: defaultdict[str, list[Age]] = defaultdict(list)
        for row in self._execute(statement):
            found[row.owner].append(Age(row.owner, row.weeks, int(row.number)))
        return {o: sorted(ages, key=lambda a: AGES.index(a.weeks)) for o, ages in found.items()}

    def open_exceptions(self, rules: Sequence[str]) -> Iterator[Sequence[OpenException]]:
        """Streamed from the engine; a million exceptions take the memory of one page."""
        for some in chunks(rules):
            statement = _open(some).order_by(exceptions.c.rule_id, *_most_urgent_first())
            for page in self._execute(
                statement.execution_options(yield_per=_ROWS_A_PAGE)
            ).partitions():
                yield [OpenException._make(row) for row in page]

    def _execute(self, statement: Select[Any]) -> Result[Any]:
        return self._connection.execute(
            statement, execution_options={"schema_translate_map": self._schemas}
        )


_SHOWN = tuple(exceptions.c[name] for name in OpenException._fields)


def _open(rules: Sequence[str]) -> Select[Any]:
    return select(*_SHOWN).where(exceptions.c.rule_id.in_(rules), exceptions.c.resolved.is_(None))


def _most_urgent_first() -> tuple[Any, ...]:
    e = exceptions.c
    costliest = (nulls_last(e.in_error.desc()), nulls_last(e.value.desc()))
    return e.first_seen.desc(), *costliest, e.record_key


def _numbered(rules: Sequence[str], limit: int) -> Select[Any]:
    number = func.row_number().over(
        partition_by=exceptions.c.rule_id, order_by=_most_urgent_first()
    )
    ranked = _open(rules).add_columns(number.label("number")).subquery()
    shown = (ranked.c[name] for name in OpenException._fields)
    return (
        select(*shown).where(ranked.c.number <= limit).order_by(ranked.c.rule_id, ranked.c.number)
    )


def chunks(rules: Sequence[str]) -> Iterator[Sequence[str]]:
    """Rules in parts of so many as one query asks for."""
    for start in range(0, len(rules), _RULES_A_QUERY):
        yield rules[start : start + _RULES_A_QUERY]
