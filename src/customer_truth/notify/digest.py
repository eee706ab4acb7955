"""What one role is told of a night: counts by rule, whom it touches, how much is in error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, null, select

from customer_truth.definitions.load import Definitions
from customer_truth.quality.tables import (
    KEPT,
    WAITS,
    contradictions,
    exceptions,
    rule_results,
    runs,
)


@dataclass(frozen=True, kw_only=True)
class Since:
    """The night up to which a role was told; None of both where it never was."""

    started_at: datetime | None = None
    as_of: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Item:
    """What happened to the records of one rule.

    `in_error` is in the company's currency, None where the rule cannot say it. `words` say what is
    wrong with them, or what the rule is where nobody says that anything is.
    """

    rule_id: str
    words: str
    records: int
    customers_touched: int = 0
    in_error: float | None = None
    of: str | None = None
    because: str | None = None


@dataclass(frozen=True, kw_only=True)
class Digest:
    """One role's digest of one night."""

    role: str
    person: str
    run_id: str
    started_at: datetime
    as_of: datetime
    new: Sequence[Item] = ()
    reopened: Sequence[Item] = ()
    resolved: Sequence[Item] = ()
    overdue: Sequence[Item] = ()
    escalated: Sequence[Item] = ()
    vanished: Sequence[Item] = ()
    not_looked_at: Sequence[Item] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing happened that the role has not been told."""
        told = (self.new, self.reopened, self.resolved, self.overdue, self.escalated)
        return not any((*told, self.vanished, self.not_looked_at))


class Digests:
    """Reads what happened since a night, from the published warehouse."""

    def __init__(
        self,
        connection: Connection,
        quality_schema: str,
        run: dict[str, Any],
        definitions: Definitions,
    ) -> None:
        self._connection = connection.execution_options(
            schema_translate_map={KEPT.schema: quality_schema}
        )
        self.run = run
        self.rules = {rule.id: rule for rule in definitions.rules}
        self.definitions = definitions

    def of(self, role: str, since: Since) -> Digest:
        """The digest of a role; empty where there is nothing new to tell."""
        e = exceptions.c
        mine = and_(e.owner == role, self._moved(since))
        is_open = e.resolved.is_(None)
        below = self._below(role)
        return Digest(
            role=role,
            person=self.definitions.person(role),
            run_id=self.run["run_id"],
            started_at=self.run["started_at"],
            as_of=self.run["as_of"],
            new=self._exceptions(mine, is_open, e.times_reopened == 0),
            reopened=self._exceptions(mine, is_open, e.times_reopened > 0),
            resolved=self._exceptions(mine, e.resolved.is_not(None)),
            overdue=self._overdue(contradictions.c.decider == role, since),
            escalated=self._overdue(contradictions.c.decider.in_(below), since) if below else (),
            vanished=self._vanished(role, since),
            not_looked_at=self._not_looked_at(role, since),
        )

    def _below(self, role: str) -> list[str]:
        """The roles that escalate to this one today."""
        today = self.definitions.today
        return sorted(
            row.role
            for row in self.definitions.registry.owners
            if row.escalates_to == role and row.in_force(today)
        )

    def _moved(self, since: Since) -> ColumnElement[bool]:
        nights = select(runs.c.run_id)
        if since.started_at is not None:
            nights = nights.where(runs.c.started_at > since.started_at)
        return exceptions.c.moved_in.in_(nights)

    def _exceptions(self, *where: ColumnElement[bool]) -> list[Item]:
        e = exceptions.c
        query = (
            _counted(e, None, e.in_error).where(e.waiver_id.is_(None), *where).group_by(e.rule_id)
        )
        return self._items(query)

    def _overdue(self, whose: ColumnElement[bool], since: Since) -> list[Item]:
        c, e = contradictions.c, exceptions.c
        same = and_(e.rule_id == c.rule_id, e.record_key == c.record_key)
        due = [c.due <= self.run["as_of"]]
        if since.as_of is not None:
            due.append(c.due > since.as_of)
        query = _counted(c, c.decider, e.in_error).outerjoin(exceptions, same)
        query = query.where(whose, WAITS, *due).group_by(c.rule_id, c.decider)
        return self._items(query)

    def _vanished(self, role: str, since: Since) -> list[Item]:
        """The rules that had records on the night that the role was told of, and have none now."""
        r = rule_results.c
        told = select(r.rule_id).join(runs, runs.c.run_id == r.run_id).where(r.records == 0)
        told = told.where(runs.c.started_at == since.started_at)
        query = select(r.rule_id, r.records_before).where(
            r.run_id == self.run["run_id"],
            r.owner == role,
            r.records_before.is_not(None),
            r.rule_id.not_in(told),
        )
        return [
            Item(
                rule_id=row.rule_id,
                words=self._title(row.rule_id),
                records=row.records_before,
            )
            for row in self._connection.execute(query.order_by(r.records_before.desc(), r.rule_id))
        ]

    def _not_looked_at(self, role: str, since: Since) -> list[Item]:
        """The rules that were judged on the night that the role was told of, and are not now.

        Their records are the exceptions that stay open as before.
        """
        r = rule_results.c
        told = select(r.rule_id).join(runs, runs.c.run_id == r.run_id)
        told = told.where(r.not_looked_at.is_not(None), runs.c.started_at == since.started_at)
        query = select(r.rule_id, r.not_looked_at, r.reason).where(
            r.run_id == self.run["run_id"],
            r.owner == role,
            r.not_looked_at.is_not(None),
            r.rule_id.not_in(told),
        )
        return [
            Item(
                rule_id=row.rule_id,
                words=self._title(row.rule_id),
                records=row.not_looked_at,
                because=row.reason,
            )
            for row in self._connection.execute(query.order_by(r.not_looked_at.desc(), r.rule_id))
        ]

    def _title(self, rule_id: str) -> str:
        return self.rules[rule_id].title if rule_id in self.rules else rule_id

    def _words(self, rule_id: str) -> str:
        return self.rules[rule_id].broken if rule_id in self.rules else rule_id

    def _touches(self, rule_id: str) -> bool:
        return rule_id in self.rules and self.rules[rule_id].touches_customers

    def _items(self, query: Any) -> list[Item]:
        found = [
            Item(
                rule_id=row.rule_id,
                words=self._words(row.rule_id),
                records=int(row.records),
                customers_touched=int(row.customers) if self._touches(row.rule_id) else 0,
                in_error=None if row.in_error is None else float(row.in_error),
                of=row.of,
            )
            for row in self._connection.execute(query)
        ]
        return sorted(found, key=lambda item: (-(item.in_error or 0), -item.records, item.rule_id))


def _counted(columns: Any, of: Any, in_error: Any) -> Any:
    return select(
        columns.rule_id,
        (null() if of is None else of).label("of"),
        func.count().label("records"),
        func.count(columns.customer_id.distinct()).label("customers"),
        func.sum(in_error).label("in_error"),
    )
