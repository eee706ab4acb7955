"""Turns a rule into SQL of one engine: where it is activated, and what must hold there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from customer_truth.marts import Mart
from customer_truth.predicate import Dialect, parse
from customer_truth.rules import Rule


@dataclass(frozen=True)
class Criterion:
    """A rule as its engine evaluates it; `must` is None where the rule is an expectation."""

    rule: Rule
    person: str
    activation: str
    must: str | None


def compile_rule(
    rule: Rule, mart: Mart, *, person: str, dialect: Dialect, as_of: datetime
) -> Criterion:
    """The SQL of a rule; its predicates were checked by lint, so none can fail to parse here."""
    types = {name: column.data_type for name, column in mart.columns.items()}

    def sql(predicate: str) -> str:
        return parse(predicate, types, rule.limits).sql(dialect, as_of)

    conditions = [f"({sql(rule.when)})"] if rule.when else []
    conditions += _in_force(rule)
    return Criterion(
        rule=rule,
        person=person,
        activation=" and ".join(conditions) or "true",
        must=sql(rule.must) if rule.must else None,
    )


def _in_force(rule: Rule) -> list[str]:
    """Nobody is judged by a rule that was not in force; an unknown moment does not exempt."""
    if rule.judged_at is None:
        return []
    day = f'cast("{rule.judged_at}" as date)'
    conditions = [f"coalesce({day} >= date '{rule.effective_from}', true)"]
    if rule.effective_until:
        conditions.append(f"coalesce({day} <= date '{rule.effective_until}', true)")
    return conditions
