"""Are exceptions, budgets, cost rates and the definition of on time in full sound?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from customer_truth.files.problem import Problem, listed, nearest
from customer_truth.lint.accountable import known_party, one_role
from customer_truth.lint.currencies import check_code
from customer_truth.lint.decisions import together, twice
from customer_truth.lint.report import at
from customer_truth.registry.load import Registry
from customer_truth.registry.rows import CostRate, OtifDefinition, PriorityBudget

_MEANINGS = {
    "basis": ("requested", "promised"),
    "span": ("window", "day"),
    "level": ("order", "case"),
}


def check_exception_kinds(registry: Registry) -> Iterator[Problem]:
    """Every problem of exception_kinds.csv."""
    rates = {row.rate for row in registry.cost_rates}
    decisions = {row.decision for row in registry.decision_rights}
    yield from twice(registry.exception_kinds, lambda row: row.kind, "kind")
    for row in registry.exception_kinds:
        if row.decision and row.decision not in decisions:
            do = nearest(row.decision, decisions)
            yield at(row, f"the decision {row.decision}", "one of decision_rights.csv", do)
        if row.cost_rate and row.cost_rate not in rates:
            do = nearest(row.cost_rate, rates)
            yield at(row, f"the cost rate {row.cost_rate}", "one of cost_rates.csv", do)


def check_budgets(registry: Registry, today: date) -> Iterator[Problem]:
    """Every problem of priority_budgets.csv; a budget that ran out is a finding of the night."""
    kinds = {row.kind for row in registry.exception_kinds}
    yield from twice(registry.priority_budgets, lambda row: (row.depot, row.kind), "budget")
    for row in registry.priority_budgets:
        if row.kind and row.kind not in kinds:
            yield at(row, f"the kind {row.kind}", "one of exception_kinds.csv")
        yield from _budget(registry, row, today)


def _budget(registry: Registry, row: PriorityBudget, today: date) -> Iterator[Problem]:
    if row.largest_share is not None and row.largest_share > 1:
        yield at(row, f"a largest_share of {row.largest_share}", "a share of 0 to 1")
    if row.approved_by and (wrong := known_party(registry, row.approved_by, today)):
        yield at(row, *wrong._replace(has=f"approved_by set to {wrong.has}"))
    if row.approved_on and row.expires_on and row.expires_on < row.approved_on:
        yield at(row, "an end before its approval", "a later one")


def check_cost_rates(registry: Registry, today: date) -> Iterator[Problem]:
    """Every problem of cost_rates.csv: one amount of each rate a day, in one currency."""
    for row in registry.cost_rates:
        if row.owner and (wrong := one_role(registry, row.owner, today)):
            yield at(row, *wrong)
        yield from check_code(row, "currency")
    yield from together(registry.cost_rates, lambda row: row.rate, "amount of it")
    versions: defaultdict[str, list[CostRate]] = defaultdict(list)
    for row in registry.cost_rates:
        versions[row.rate].append(row)
    for rate, rows in versions.items():
        if sum(row.in_force(today) for row in rows) != 1:
            has = f"no single amount for {rate} today"
            yield at(rows[-1], has, "one version in force", lapsed=True)
    if len({row.currency for row in registry.cost_rates}) > 1:
        row = registry.cost_rates[-1]
        yield at(row, f"the currency {row.currency}", "the same one in every row")


def check_otif(registry: Registry, today: date) -> Iterator[Problem]:
    """Every problem of otif_definitions.csv: on time in full means one thing a day."""
    rows = registry.otif_definitions
    yield from twice(rows, lambda row: row.definition, "definition")
    for row in rows:
        yield from _otif(registry, row, today)
    in_force = [row for row in rows if row.in_force(today)]
    if rows and len(in_force) != 1:
        names = ", ".join(row.definition for row in in_force) or "none"
        yield at(rows[-1], f"{names} in force today", "exactly one definition", lapsed=True)


def _otif(registry: Registry, row: OtifDefinition, today: date) -> Iterator[Problem]:
    if row.owner and (wrong := one_role(registry, row.owner, today)):
        yield at(row, *wrong)
    for name, words in _MEANINGS.items():
        said = getattr(row, name)
        if said and said not in words:
            yield at(row, f"the {name} {said!r}", f"one of {listed(words)}", nearest(said, words))
    if row.full_share is not None and not Decimal(0) < row.full_share <= 1:
        yield at(row, f"a full_share of {row.full_share}", "a share above 0, up to 1")
