"""Everything that is reviewed: registry, rules and marts, read once and proven sound."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from customer_truth.errors import Unusable
from customer_truth.lint import lint
from customer_truth.marts import Mart, load_marts
from customer_truth.registry import Registry, load_registry
from customer_truth.rules import Rule, Suite
from customer_truth.rules.from_registry import registry_suites
from customer_truth.rules.load import load_suites


@dataclass(frozen=True)
class Definitions:
    """The sound definitions of a project, as they hold on one day."""

    today: date
    registry: Registry
    suites: tuple[Suite, ...]
    marts: dict[str, Mart]

    @property
    def rules(self) -> list[Rule]:
        """Every rule, in the order of its file."""
        return [rule for suite in self.suites for rule in suite.rules]

    def person(self, role: str) -> str:
        """Who holds a role; sound definitions always have exactly one."""
        return self.registry.person_of(role, self.today) or role


def load_definitions(root: Path, today: date) -> Definitions:
    """The definitions, or `Unusable` with every problem that lint finds."""
    problems = lint(root, today)
    if problems:
        raise Unusable(*(str(problem) for problem in problems))
    marts, _ = load_marts(root)
    return Definitions(today, load_registry(root), tuple(every_suite(root)), marts)


def every_suite(root: Path) -> list[Suite]:
    """The suites of the rule files, then those that follow from the registry."""
    suites, _ = load_suites(root)
    return [*suites, *registry_suites(load_registry(root))]
