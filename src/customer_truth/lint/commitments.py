"""What a deal needs for the forecast, what a qualified lead is, what a bonus is paid for: sound?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from customer_truth.files.problem import Problem, listed, nearest
from customer_truth.lint.accountable import one_role
from customer_truth.lint.decisions import together, twice
from customer_truth.lint.owners import ends_after_start
from customer_truth.lint.report import at
from customer_truth.registry.load import Registry
from customer_truth.registry.rows import (
    BonusPlanRule,
    ForecastRequirement,
    LeadDefinition,
)

EVIDENCE = (
    *("amount", "close_date", "next_step", "scope", "decision_process", "contract_draft"),
    *("scope_signed", "promised_window"),
)
_BEST_SCORE = 100
Versioned = TypeVar("Versioned", ForecastRequirement, LeadDefinition, BonusPlanRule)


def check_commitments(registry: Registry, today: date) -> Iterator[Problem]:
    """Every problem of forecast_requirements, lead_definitions and bonus_plan_rules."""
    yield from _versions(
        registry, registry.forecast_requirements, lambda r: (r.category, r.evidence), today
    )
    yield from _versions(registry, registry.lead_definitions, lambda r: r.definition, today)
    yield from _versions(
        registry, registry.bonus_plan_rules, lambda r: (r.plan_rule, r.outcome), today
    )
    yield from _requirements(registry)
    yield from _scores(registry)


def _versions(
    registry: Registry,
    rows: Sequence[Versioned],
    name: Callable[[Versioned], object],
    today: date,
) -> Iterator[Problem]:
    """Each has one owner, and two versions of one thing are never in force together."""
    yield from twice(rows, lambda row: (name(row), row.valid_from), "version")
    yield from together(rows, name, "version of it")
    for row in rows:
        yield from ends_after_start(row)
        if row.owner and (wrong := one_role(registry, row.owner, today)):
            yield at(row, *wrong)


def _requirements(registry: Registry) -> Iterator[Problem]:
    categories = {row.forecast_category for row in registry.stages if row.forecast_category}
    for row in registry.forecast_requirements:
        if row.evidence and row.evidence not in EVIDENCE:
            do = nearest(row.evidence, EVIDENCE)
            yield at(row, f"the evidence {row.evidence}", f"one of {listed(EVIDENCE)}", do)
        if row.category and row.category not in categories:
            do = nearest(row.category, categories)
            yield at(row, f"the category {row.category}", "one of lifecycle_stages.csv", do)


def _scores(registry: Registry) -> Iterator[Problem]:
    for row in registry.lead_definitions:
        for name in ("least_fit_score", "least_engagement_score"):
            score = getattr(row, name)
            if score is not None and score > _BEST_SCORE:
                yield at(row, f"a {name} of {score}", "a score of 0 to 100")
