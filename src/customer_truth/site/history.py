"""What earlier nights said: trends, versions of a rule, and what changed since the last one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, Select, func, select

from customer_truth.quality.tables import KEPT, rule_results, rules, runs
from customer_truth.site.evidence import chunks
from customer_truth.verdict.verdict import Verdict


class Night(NamedTuple):
    """One rule in one night; counts are records. On the first of all nights nothing is new."""

    rule_id: str
    as_of: datetime
    verdict: str
    records: int
    failing: int
    waived: int
    new: int
    resolved: int
    is_first: bool = False

    @property
    def share(self) -> float | None:
        """Of the records; unknown without any."""
        return self.failing / self.records if self.records else None


@dataclass(frozen=True, kw_only=True)
class Version:
    """What a rule said from one night on, and what moved in that night."""

    definition: str
    owner: str
    severity: str
    effective_from: date
    since: datetime
    new: int
    resolved: int


class KeptHistory:
    """The run log of a warehouse, whatever its engine; at most `nights` of it are read."""

    def __init__(self, connection: Connection, quality_schema: str, nights: int = 30) -> None:
        self._connection = connection.execution_options(
            schema_translate_map={KEPT.schema: quality_schema}
        )
        newest = select(runs.c.run_id).order_by(runs.c.started_at.desc()).limit(nights)
        self._run_ids: list[str] = list(self._connection.scalars(newest))
        self._first = self._run_ids[-1] if 0 < len(self._run_ids) < nights else None

    @property
    def is_first_night(self) -> bool:
        """Whether no night was recorded before the one shown: nothing in it is new."""
        return len(self._run_ids) < 2

    def before(self) -> Mapping[str, Verdict]:
        """Each rule's verdict before the last night; empty in the first night.

        A night that could not look at a rule said nothing of it.
        """
        r = rule_results.c
        query = (
            select(r.rule_id, r.verdict)
            .join(runs, runs.c.run_id == r.run_id)
            .where(r.run_id.in_(self._run_ids[1:]), r.not_looked_at.is_(None))
            .order_by(runs.c.started_at)
        )
        return {row.rule_id: Verdict(row.verdict) for row in self._connection.execute(query)}

    def trends(self, rule_ids: Sequence[str]) -> Iterator[Sequence[Night]]:
        """For each of the rules its nights, the oldest first."""
        for some in chunks(rule_ids):
            found: defaultdict[str, list[Night]] = defaultdict(list)
            for row in self._connection.execute(self._nights_of(some)):
                found[row.rule_id].append(Night._make(row))
            yield from (found[rule_id] for rule_id in some)

    def versions(self, rule_ids: Sequence[str]) -> Iterator[Sequence[Version]]:
        """For each of the rules what it said before and says now, the newest first."""
        for some in chunks(rule_ids):
            found: defaultdict[str, list[Version]] = defaultdict(list)
            for row in self._connection.execute(_versions_of(some)):
                told = dict(row._mapping)
                found[told.pop("rule_id")].append(Version(**told))
            yield from (found[rule_id] for rule_id in some)

    def _nights_of(self, rule_ids: Sequence[str]) -> Select[tuple[object, ...]]:
        r = rule_results.c
        shown = (r.rule_id, runs.c.as_of, r.verdict, r.records, r.failing, r.waived, r.new)
        return (
            select(*shown, r.resolved, (r.run_id == self._first).label("is_first"))
            .select_from(rule_results.join(runs, runs.c.run_id == r.run_id))
            .where(r.rule_id.in_(rule_ids), r.run_id.in_(self._run_ids))
            .order_by(r.rule_id, runs.c.started_at)
        )


def _versions_of(rule_ids: Sequence[str]) -> Select[tuple[object, ...]]:
    said = (rules.c.rule_id, rules.c.definition, rules.c.owner, rules.c.severity)
    first = (
        select(*said, rules.c.effective_from, func.min(runs.c.started_at).label("started_at"))
        .select_from(rules.join(runs, runs.c.run_id == rules.c.run_id))
        .where(rules.c.rule_id.in_(rule_ids))
        .group_by(*said, rules.c.effective_from)
    ).subquery()
    r = rule_results.c
    return (
        select(
            *(first.c[name] for name in ("rule_id", "definition", "owner", "severity")),
            first.c.effective_from,
            runs.c.as_of.label("since"),
            r.new,
            r.resolved,
        )
        .select_from(
            first.join(runs, runs.c.started_at == first.c.started_at).join(
                rule_results, (r.run_id == runs.c.run_id) & (r.rule_id == first.c.rule_id)
            )
        )
        .order_by(first.c.rule_id, first.c.started_at.desc())
    )
