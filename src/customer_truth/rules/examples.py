"""How often each rule was seen to pass and to fail: the planted rows that stand beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from customer_truth.registry.load import Registry
from customer_truth.rules.from_registry import registry_names
from customer_truth.rules.lined_yaml import read_yaml

FOLDER = Path("tests") / "planted"
DERIVED = FOLDER / "derived" / "registry_rules.yml"


Rows = Mapping[str, Sequence[Mapping[str, Any]]]
_GROUPS = ("passes", "fails", "ignores")


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
    for path in sorted((root / FOLDER).glob("*.yml")):
        found |= dict(_counted(_read(path)))
    derived = _read(root / DERIVED)
    for scope, names in registry_names(registry).items():
        for template, examples in _counted(derived.get(scope)):
            found |= {template.format(**words): _spoken(examples, words) for words in names}
    return found


def _counted(rows: Any) -> Iterator[tuple[str, Examples]]:
    if isinstance(rows, Mapping):
        for rule, groups in rows.items():
            if isinstance(groups, Mapping) and "passes" in groups:
                passes, fails = (groups.get(name) or () for name in ("passes", "fails"))
                first = _first(passes), _first(fails)
                yield str(rule), Examples(len(passes), len(fails), *first, dict(_rows(groups)))


def _rows(groups: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[Mapping[str, Any]]]]:
    for group in _GROUPS:
        listed = groups.get(group)
        if isinstance(listed, list):
            yield group, [row for row in listed if isinstance(row, Mapping)]


def _spoken(examples: Examples, words: Mapping[str, str]) -> Examples:
    """Examples of a derived rule, with its lifecycle's or system's own words in the rows."""

    def spoken(row: Mapping[str, Any]) -> Mapping[str, Any]:
        return {k: v.format_map(_Words(words)) if isinstance(v, str) else v for k, v in row.items()}

    return replace(
        examples,
        passes=spoken(examples.passes) if examples.passes is not None else None,
        fails=spoken(examples.fails) if examples.fails is not None else None,
        rows={group: [spoken(row) for row in rows] for group, rows in examples.rows.items()},
    )


class _Words(dict[str, str]):
    """The words of one lifecycle or system; the days of the rule itself stay as they are named."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def _first(rows: Sequence[Any]) -> Mapping[str, Any] | None:
    """The first row; of rows that only tell something together, none alone."""
    return rows[0] if rows and isinstance(rows[0], Mapping) else None


def _read(path: Path) -> Mapping[str, Any]:
    data = read_yaml(path).data if path.exists() else None
    return data if isinstance(data, Mapping) else {}
