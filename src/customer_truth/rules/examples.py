"""How often each rule was seen to pass and to fail: the planted rows that stand beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from customer_truth.files.fields import Fields, read_fields
from customer_truth.files.problem import Problem
from customer_truth.registry.load import Registry
from customer_truth.rules.from_registry import registry_names

FOLDER = Path("tests") / "planted"
DERIVED = FOLDER / "derived" / "registry_rules.yml"
_GROUPS = ("passes", "fails", "ignores")

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Examples:
    """Rows planted for one rule: how many pass it and must fail it, and the first of each.

    Planted rows are made up; what a row does not name is unknown in it. `rows` are all of them, by
    their group: passes, fails, ignores.
    """

    passing: int = 0
    failing: int = 0
    passes: Mapping[str, Any] | None = None
    fails: Mapping[str, Any] | None = None
    rows: Rows = field(default_factory=dict)


def planted_examples(root: Path, registry: Registry) -> dict[str, Examples]:
    """The examples of every rule of the project at `root`; a rule without any is not in it."""
    found: dict[str, Examples] = {}
    for path in _files(root):
        found |= dict(_counted(read_fields(root, path, "planted rows")))
    if (root / DERIVED).exists():
        derived = read_fields(root, DERIVED, "planted rows")
        for scope, names in registry_names(registry).items():
            for template, examples in _counted(derived.part(scope)):
                found |= {_said(template, words): _spoken(examples, words) for words in names}
    return found


def check_examples(root: Path) -> Iterator[Problem]:
    """Every problem in the shape of the planted rows, which a night shows beside their rules."""
    for path in _files(root):
        yield from _problems(fields := read_fields(root, path, "planted rows"), fields)
    if (root / DERIVED).exists():
        fields = read_fields(root, DERIVED, "planted rows")
        for scope in ("lifecycles", "systems"):
            yield from _problems(fields, fields.part(scope))


def _files(root: Path) -> list[Path]:
    return [path.relative_to(root) for path in sorted((root / FOLDER).glob("*.yml"))]


def _problems(file: Fields, rules: Fields) -> Iterator[Problem]:
    for _ in _counted(rules):
        pass
    yield from file.problems


def _counted(rules: Fields) -> Iterator[tuple[str, Examples]]:
    for rule in rules.names:
        groups = rules.part(rule)
        rows = {name: groups.rows(name) for name in _GROUPS if name in groups}
        if "passes" in groups:
            passes, fails = rows["passes"], rows.get("fails", [])
            alone = {name: [r for r in of if isinstance(r, Mapping)] for name, of in rows.items()}
            yield rule, Examples(len(passes), len(fails), _first(passes), _first(fails), alone)


def _spoken(examples: Examples, words: Mapping[str, str]) -> Examples:
    """Examples of a derived rule, with its lifecycle's or system's own words in the rows."""

    def spoken(row: Mapping[str, Any]) -> Mapping[str, Any]:
        return {k: _said(v, words) if isinstance(v, str) else v for k, v in row.items()}

    return replace(
        examples,
        passes=spoken(examples.passes) if examples.passes is not None else None,
        fails=spoken(examples.fails) if examples.fails is not None else None,
        rows={group: [spoken(row) for row in rows] for group, rows in examples.rows.items()},
    )


def _said(text: str, words: Mapping[str, str]) -> str:
    """The text with each {word} said; other braces, as of the rule's own days, stay."""
    for name, word in words.items():
        text = text.replace(f"{{{name}}}", word)
    return text


def _first(rows: Sequence[Any]) -> Mapping[str, Any] | None:
    """The first row; of rows that only tell something together, none alone."""
    return rows[0] if rows and isinstance(rows[0], Mapping) else None
