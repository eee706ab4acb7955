"""Evaluates every rule on the marts that were built: suite by suite, inside the engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from customer_truth import expectations
from customer_truth.checkpoint import is_in_force
from customer_truth.criteria import Criterion, compile_rule
from customer_truth.definitions import Definitions
from customer_truth.expectations import MartBatch, Outcome, WaivedRecord
from customer_truth.rules import Rule, Suite
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
    waivers = _waivers(definitions, as_of)
    for number, suite in enumerate(definitions.suites, 1):
        progress(f"rules {number}/{len(definitions.suites)} {suite.name}")
        criteria = []
        for rule in suite.rules:
            if is_in_force(rule, as_of):
                criteria.append(_compiled(rule, definitions, warehouse, as_of))
            else:
                evaluated.skipped[rule.id] = f"not in force on {as_of:%Y-%m-%d}"
        _run_suite(suite, criteria, waivers, warehouse, evaluated)
    return evaluated
