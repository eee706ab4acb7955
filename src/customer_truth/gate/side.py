"""The definitions of one side of a change, sound or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from customer_truth.definitions.load import Definitions
from customer_truth.definitions.marts import Mart, load_marts
from customer_truth.files.layers import ADOPTION, is_of_catalogue
from customer_truth.files.lined_yaml import Document, read_yaml
from customer_truth.files.problem import Problem
from customer_truth.lint import lint
from customer_truth.planted.rows import Examples, planted_examples
from customer_truth.registry import Registry, load_registry
from customer_truth.registry.adoption import belongs_to
from customer_truth.registry.rows import Owner
from customer_truth.rules import Rule, Suite
from customer_truth.rules.from_registry import registry_suites
from customer_truth.rules.load import Entry, RuleFile, owned, read_rule_files

_DERIVED_FROM = frozenset(
    ["lifecycles", "lifecycle_stages", "stage_transitions", "stage_mappings", "source_systems"]
)


@dataclass(frozen=True)
class Side:
    """What one revision says; `problems` are what lint finds in it.

    A rule whose only fault is its owner is in `suites` under `unowned[rule]`, the owner that its
    file names in whatever form, so that what it moves can be shown all the same. Where the registry
    is not `is_derivable`, the rules that follow from it alone are missing.
    """

    root: Path
    today: date
    registry: Registry
    suites: tuple[Suite, ...]
    marts: Mapping[str, Mart]
    problems: tuple[Problem, ...]
    examples: Mapping[str, Examples]
    entries: Mapping[str, Entry]
    unowned: Mapping[str, str]
    is_derivable: bool

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """Every rule that can be read, by its id."""
        return {rule.id: rule for suite in self.suites for rule in suite.rules}

    def holder(self, role: str) -> Owner | None:
        """Who holds a role today."""
        return self.registry.holder(role, self.today)

    def place(self, rule: Rule, field: str) -> tuple[Path, int]:
        """File and line of a field of a rule; of one that the catalogue ships, where it is adopted.

        The rule itself where the field is not written, or the first line where the rule is gone.
        """
        if rule.id not in self.rules:
            return self._left_out(rule)
        entry = self.entries.get(rule.id)
        if not is_of_catalogue(rule.file):
            return rule.file, entry.line(field) if entry else rule.line
        if field == "owner" and entry:
            return self._role_place(entry.shipped.get("owner"))
        return ADOPTION, self._adoption.line("rules", rule.id, field)

    def owner_place(self, mart: Mart) -> tuple[Path, int]:
        """File and line that say who owns a mart."""
        if is_of_catalogue(mart.file):
            return self._role_place(mart.function)
        return mart.file, mart.line

    def _role_place(self, function: str | None) -> tuple[Path, int]:
        return ADOPTION, self._adoption.line("roles", function or "")

    def _left_out(self, rule: Rule) -> tuple[Path, int]:
        """Where a rule that is not here was switched off; else where it would stand."""
        told = {"id": rule.id, "lifecycle": rule.lifecycle, "reference": rule.reference}
        off = [("off", *one) for one in belongs_to(told, {"suite": rule.suite})]
        written = [steps for steps in off if steps in self._adoption.lines]
        if written or is_of_catalogue(rule.file):
            return ADOPTION, self._adoption.line(*next(iter(written), ("off",)))
        return rule.file, 1

    @cached_property
    def _adoption(self) -> Document:
        """The home's adoption; nothing where it has none."""
        path = self.root / ADOPTION
        return read_yaml(path) if path.is_file() else Document()

    def only(self, rule_ids: set[str]) -> Definitions:
        """The definitions of some rules alone."""
        whole = Definitions(self.today, self.registry, self.suites, dict(self.marts))
        return whole.only(rule_ids)


def load_side(root: Path, today: date) -> Side:
    """Reads everything that can be read below `root`."""
    files = read_rule_files(root)
    registry = load_registry(root)
    marts, _ = load_marts(root)
    suites, unowned = [], {}
    for file in files:
        if file.suite is None:
            continue
        rules = list(file.suite.rules)
        for entry in file.unowned:
            if (rule := _stand_in(file, entry)) is not None:
                unowned[rule.id] = rule.owner
                rules.append(rule)
        suites.append(replace(file.suite, rules=tuple(rules)))
    derivable = _is_derivable(registry)
    derived = registry_suites(registry) if derivable else []
    return Side(
        root=root,
        today=today,
        registry=registry,
        suites=(*suites, *derived),
        marts=marts,
        problems=tuple(lint(root, today)),
        examples=planted_examples(root, registry) if derivable else {},
        is_derivable=derivable,
        entries={entry.id: entry for file in files for entry in file.entries if entry.id},
        unowned=unowned,
    )


def _is_derivable(registry: Registry) -> bool:
    return not any(problem.file.stem in _DERIVED_FROM for problem in registry.problems)


def _stand_in(file: RuleFile, entry: Entry) -> Rule | None:
    said = entry.fields.get("owner")
    named = ", ".join(map(str, said)) if isinstance(said, list) else str(said or "nobody")
    return owned(file, entry, named)
