"""The contradictions that wait for one decider: two claims side by side, due, and what was said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection, case, func, nulls_last, select

from customer_truth.quality.decision_line import decision_line
from customer_truth.quality.tables import KEPT, contradictions
from customer_truth.site.claims import told


class Contradiction(NamedTuple):
    """One contradiction; the claims' values are of columns declared safe."""

    rule_id: str
    record_key: str
    customer_id: str | None
    decision: str
    decider: str | None
    value: Decimal | None
    opened: datetime
    due: datetime | None
    times_reopened: int
    decision_id: str | None
    stands: str | None
    reason: str | None
    decided_by: str | None
    decided_on: date | None
    claim_a_function: str | None
    claim_a_says: str | None
    claim_a_value: str | None
    claim_a_record: str | None
    claim_b_function: str | None
    claim_b_says: str | None
    claim_b_value: str | None
    claim_b_record: str | None

    @property
    def said(self) -> tuple[str, str]:
        """Both claims as a person would say them."""
        return (
            told(self.claim_a_says, self.claim_a_value),
            told(self.claim_b_says, self.claim_b_value),
        )

    def lines(self, by: str, on: date) -> dict[str, str]:
        """By claim, a and b, the row of seeds/decisions.csv by which it stands."""
        return {
            stands: decision_line(
                self.rule_id,
                self.record_key,
                stands,
                by,
                on,
                times_reopened=self.times_reopened,
            )
            for stands in ("a", "b")
        }

    @property
    def claims(self) -> list[dict[str, str | None]]:
        """Both claims: function, says, value, record."""
        parts = ("function", "says", "value", "record")
        return [{p: getattr(self, f"claim_{letter}_{p}") for p in parts} for letter in ("a", "b")]


def costliest(by_rule: Mapping[str, Sequence[Contradiction]]) -> Contradiction | None:
    """Of all that waits, the contradiction of the greatest value; None where none has any."""
    valued = [
        one
        for shown in by_rule.values()
        for one in shown
        if one.decision_id is None and one.value is not None
    ]
    return max(valued, key=lambda one: one.value or 0, default=None)


def read_deciders(connection: Connection, quality_schema: str) -> Mapping[str, Sequence[str]]:
    """By rule the roles that have a page of its open contradictions."""
    c = contradictions.c
    query = select(c.rule_id, c.decider).distinct().order_by(c.rule_id, c.decider)
    query = query.where(c.decider.is_not(None), c.resolved.is_(None), c.waiver_id.is_(None))
    options = {"schema_translate_map": {KEPT.schema: quality_schema}}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in connection.execute(query, execution_options=options):
        found[row.rule_id].append(row.decider)
    return found


def read_decisions(
    connection: Connection, quality_schema: str, decider: str, most: int
) -> Mapping[str, Sequence[Contradiction]]:
    """By rule at most `most` open contradictions of a decider: undecided first, costliest first."""
    c = contradictions.c
    undecided = case((c.decision_id.is_(None), 0), else_=1)
    order = (undecided, nulls_last(c.value.desc()), nulls_last(c.due), c.record_key)
    number = func.row_number().over(partition_by=c.rule_id, order_by=order).label("number")
    shown = [c[name] for name in Contradiction._fields]
    ranked = (
        select(*shown, number)
        .where(c.decider == decider, c.resolved.is_(None), c.waiver_id.is_(None))
        .subquery()
    )
    query: Any = (
        select(*(ranked.c[name] for name in Contradiction._fields))
        .where(ranked.c.number <= most)
        .order_by(ranked.c.rule_id, ranked.c.number)
    )
    options = {"schema_translate_map": {KEPT.schema: quality_schema}}
    found: defaultdict[str, list[Contradiction]] = defaultdict(list)
    for row in connection.execute(query, execution_options=options):
        found[row.rule_id].append(Contradiction._make(row))
    return found
