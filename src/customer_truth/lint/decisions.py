"""Are decision rights and systems sound: one decider each, known, in one row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TypeVar

from customer_truth.lint.accountable import known_party, one_role
from customer_truth.lint.report import at
from customer_truth.registry.load import Registry
from customer_truth.registry.problem import Problem
from customer_truth.registry.rows import Row

R = TypeVar("R", bound=Row)


def check_decisions(registry: Registry, today: date) -> Iterator[Problem]:
    """Every problem of decision_rights.csv."""
    yield from twice(registry.decision_rights, lambda row: row.decision, "decision")
    for right in registry.decision_rights:
        if right.decider and (wrong := one_role(registry, right.decider, today, "decider")):
            yield at(right, *wrong)
        for party in filter(None, map(str.strip, (right.consulted or "").split(";"))):
            if wrong := known_party(registry, party, today):
                has, needs, do = wrong
                yield at(right, f"as consulted {has}", needs, do)
        if right.days_to_decide == 0:
            yield at(right, "0 days_to_decide", "at least 1")


def check_systems(registry: Registry, today: date) -> Iterator[Problem]:
    """Every problem of source_systems.csv."""
    yield from twice(registry.systems, lambda row: row.source_system, "source system")
    for system in registry.systems:
        if system.owner and (wrong := one_role(registry, system.owner, today)):
            yield at(system, *wrong)


def twice(rows: Iterable[R], key: Callable[[R], object], what: str) -> Iterator[Problem]:
    """Rows that say again what another row has said."""
    first: dict[object, R] = {}
    for row in rows:
        earlier = first.setdefault(key(row), row)
        if earlier is not row:
            yield at(row, f"the same {what} as line {earlier.line}", "one row", "Keep one of them.")
