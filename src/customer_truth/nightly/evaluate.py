"""Evaluates every rule on the marts that were built: suite by suite, inside the engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from customer_truth import expectations
from customer_truth.checkpoint import is_in_force
from customer_truth.criteria.rule_sql import Criterion, compile_rule
from customer_truth.definitions.load import Definitions
from customer_truth.expectations import Outcome, Waiver
from customer_truth.rules import Rule
from customer_truth.warehouse import Warehouse
from customer_truth.warehouse.base import WORK


@dataclass
class Evaluated:
    """Outcomes by rule id, the reasons of rules that did not run, and the validations behind."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    validations: list[Any] = field(default_factory=list)


def evaluate(
    definitions: Definitions,
    warehouse: Warehouse,
    as_of: datetime,
    progress: Callable[[str], None],
) -> Evaluated:
    """Runs every suite; failing keys are then in the table `failing_keys` of the work schema."""
    evaluated = Evaluated()
    waivers = _waivers(definitions)
    context = expectations.open_context()
    for number, suite in enumerate(definitions.suites, 1):
        progress(f"rules {number}/{len(definitions.suites)} {suite.name}")
        criteria = []
        for rule in suite.rules:
            if is_in_force(rule, as_of):
                criteria.append(_compiled(rule, definitions, warehouse, as_of))
            else:
                evaluated.skipped[rule.id] = f"not in force on {as_of:%Y-%m-%d}"
        if not criteria:
            continue
        outcomes, validations = expectations.evaluate_mart(
            context,
            warehouse.url(building=True),
            warehouse.schema("marts", building=True),
            suite.mart,
            suite.key,
            suite.customer,
            suite.value,
            criteria,
            waivers,
            store_schema=warehouse.schema(WORK, building=True),
        )
        evaluated.outcomes.update({outcome.rule_id: outcome for outcome in outcomes})
        evaluated.validations.extend(validations)
    return evaluated


def _compiled(
    rule: Rule, definitions: Definitions, warehouse: Warehouse, as_of: datetime
) -> Criterion:
    return compile_rule(
        rule,
        definitions.marts[rule.mart],
        person=definitions.person(rule.owner),
        dialect=warehouse.dialect,
        as_of=as_of,
    )


def _waivers(definitions: Definitions) -> list[Waiver]:
    """The waivers that are in force on the day of the definitions; one that lapsed exempts none."""
    today = definitions.today
    return [
        Waiver(row.waiver_id, row.rule, row.record_key)
        for row in definitions.registry.waivers
        if row.in_force(today)
    ]
