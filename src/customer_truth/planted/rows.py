"""Reads the planted rows that stand beside each rule: what it must pass, fail and leave out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from customer_truth.files.fields import Fields, read_fields
from customer_truth.files.layers import files_of, own_or_shipped, path_of
from customer_truth.registry.load import Registry
from customer_truth.rules.from_registry import registry_names, registry_suites
from customer_truth.rules.model import Rule

FOLDER = Path("tests") / "planted"
DERIVED = FOLDER / "derived" / "registry_rules.yml"
GROUPS = {"passes": "pass", "fails": "fail", "ignores": "ignore"}

Values = Mapping[str, Any]


@dataclass(frozen=True)
class PlantedRow:
    """A partial record of a mart, made up; what it does not name is unknown in it.

    `group` is one of passes, fails and ignores; `number` counts within it from 1.
    """

    group: str
    number: int
    values: Values
    file: Path
    line: int

    def key(self, rule: Rule) -> str:
        """The record's key: its own where it names one."""
        name = f"{rule.id}/{GROUPS[self.group]}/{self.number}"
        return str(self.values.get(rule.key, name))

    def record(self, rule: Rule) -> Values:
        """The values with the record's key among them."""
        return {**self.values, rule.key: self.key(rule)}


@dataclass(frozen=True)
class Examples:
    """The rows planted for one rule, in the order of their file."""

    rows: tuple[PlantedRow, ...] = ()

    def of(self, *groups: str) -> list[PlantedRow]:
        """The rows of some groups."""
        return [row for row in self.rows if row.group in groups]

    @property
    def passing(self) -> int:
        """How many rows pass."""
        return len(self.of("passes"))

    @property
    def failing(self) -> int:
        """How many rows must fail."""
        return len(self.of("fails"))

    @property
    def passes(self) -> Values | None:
        """The first row that passes."""
        return next((row.values for row in self.of("passes")), None)

    @property
    def fails(self) -> Values | None:
        """The first row that must fail."""
        return next((row.values for row in self.of("fails")), None)


def planted_examples(root: Path, registry: Registry) -> dict[str, Examples]:
    """The examples of every rule of the project at `root`; a rule without any is not in it."""
    found: dict[str, Examples] = {}
    for file in planted_files(root):
        found |= dict(read_examples(read_fields(root, file, "planted rows")))
    if path_of(root, file := own_or_shipped(root, DERIVED)).exists():
        derived = read_fields(root, file, "planted rows")
        rules = {rule.id: rule for suite in registry_suites(registry) for rule in suite.rules}
        for scope, names in registry_names(registry).items():
            for template, examples in read_examples(derived.part(scope)):
                for words in names:
                    if (rule := rules.get(_said(template, words))) is not None:
                        found[rule.id] = _spoken(examples, {**words, **_days(rule)})
    return found


def planted_files(root: Path) -> list[Path]:
    """The files of planted rows, one a suite, by the names that messages give them."""
    return files_of(root, FOLDER, "*.yml")


def read_examples(rules: Fields) -> Iterator[tuple[str, Examples]]:
    """The examples of each rule of one file; what is no row is told among its problems."""
    for rule in rules.names:
        if rows := tuple(rows_of(rules.part(rule))):
            yield rule, Examples(rows)


def rows_of(groups: Fields) -> Iterator[PlantedRow]:
    """The rows of one rule, group by group; what is no row is told among the file's problems."""
    for group in GROUPS:
        for number, values in enumerate(groups.rows(group), 1):
            line = groups.document.line(*groups.steps, group, number - 1)
            yield PlantedRow(group, number, values, groups.file, line)


def _days(rule: Rule) -> Mapping[str, str]:
    """The words for a derived rule's own days."""
    since = rule.effective_from
    return {"first_day": str(since), "day_before": str(since - timedelta(days=1))}


def _spoken(examples: Examples, words: Mapping[str, str]) -> Examples:
    """Examples of a derived rule, with its lifecycle's or system's own words in the rows."""
    return Examples(
        tuple(
            PlantedRow(
                row.group,
                row.number,
                {k: _said(v, words) if isinstance(v, str) else v for k, v in row.values.items()},
                row.file,
                row.line,
            )
            for row in examples.rows
        )
    )


def _said(text: str, words: Mapping[str, str]) -> str:
    """The text with each {word} said; other braces stay."""
    for name, word in words.items():
        text = text.replace(f"{{{name}}}", word)
    return text
