"""Everything that is reviewed: registry, rules and marts, read once and proven sound.

What only the day made wrong stops nothing here: a waiver that ran out exempts nobody, a role that
nobody holds is answered for by whoever stands in, and the marts of governance list both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from customer_truth.definitions.marts import Mart, load_marts
from customer_truth.definitions.proof import is_kept, keep, proof_of
from customer_truth.errors import Unusable
from customer_truth.project import Project
from customer_truth.registry import Registry, load_registry
from customer_truth.registry.answering import answers
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

    def only(self, rule_ids: set[str]) -> Definitions:
        """The same with some rules alone."""
        suites = (
            replace(suite, rules=tuple(rule for rule in suite.rules if rule.id in rule_ids))
            for suite in self.suites
        )
        return replace(self, suites=tuple(suite for suite in suites if suite.rules))

    def person(self, role: str) -> str:
        """Who answers for a role, for people; the name says so where somebody stands in."""
        return answers(self.registry, role, self.today)


def load_definitions(root: Path, today: date) -> Definitions:
    """The definitions of that day, or `Unusable` with every problem that no other day mends."""
    _prove(root, today)
    return _read_proven(root, today)


def look_up_definitions(project: Project, today: date) -> Definitions:
    """The same for a look-up, which proves only what was not proven as it stands."""
    folder = project.home / "target" / "proven"
    proof = proof_of(project.root, today)
    if proof is None or not is_kept(folder, proof):
        _prove(project.root, today)
        if proof is not None:
            keep(folder, proof)
    return _read_proven(project.root, today)


def _prove(root: Path, today: date) -> None:
    # It takes longer to begin than all that is asked of definitions that are proven.
    from customer_truth.lint import lint

    problems = [problem for problem in lint(root, today) if not problem.lapsed]
    if problems:
        raise Unusable(
            *(str(problem) for problem in problems),
            asked="whoever changed the definitions",
            command="truth lint",
        )


def _read_proven(root: Path, today: date) -> Definitions:
    registry = load_registry(root)
    suites, _ = load_suites(root, are_proven=True)
    marts, _ = load_marts(root)
    return Definitions(today, registry, (*suites, *registry_suites(registry)), marts)


def every_suite(root: Path) -> list[Suite]:
    """The suites of the rule files, then those that follow from the registry."""
    suites, _ = load_suites(root)
    return [*suites, *registry_suites(load_registry(root))]
