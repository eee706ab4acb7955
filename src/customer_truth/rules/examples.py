"""How often each rule was seen to pass and to fail: the planted rows that stand beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from customer_truth.registry.load import Registry

FOLDER = Path("tests") / "planted"


@dataclass(frozen=True)
class Examples:
    """Rows planted for one rule: those that pass it, and those that must fail it."""

    passing: int = 0
    failing: int = 0


def planted_examples(root: Path, registry: Registry) -> dict[str, Examples]:
    """The examples of every rule of the project at `root`; a rule without any is not in it."""
    found: dict[str, Examples] = {}
    for path in sorted((root / FOLDER).glob("*.yml")):
        found |= dict(_counted(_read(path)))
    derived = _read(root / FOLDER / "derived" / "registry_rules.yml")
    names = [
        *({"record": row.record, "lifecycle": row.lifecycle} for row in registry.lifecycles),
        *({"system": row.source_system} for row in registry.systems),
    ]
    for group in derived.values():
        for template, examples in _counted(group):
            for name in names:
                if all(
                    "{" + field + "}" not in template for field in {"record", "system"} - set(name)
                ):
                    found[template.format(**name)] = examples
    return found


def _is_for(template: str, name: Mapping[str, str]) -> bool:
    return any("{" + field + "}" in template for field in name)


def _counted(rows: Any) -> Iterator[tuple[str, Examples]]:
    if isinstance(rows, Mapping):
        for rule, groups in rows.items():
            if isinstance(groups, Mapping) and "passes" in groups:
                passing, failing = (len(groups.get(name) or ()) for name in ("passes", "fails"))
                yield str(rule), Examples(passing, failing)


def _read(path: Path) -> Mapping[str, Any]:
    loaded = yaml.safe_load(path.read_text("utf-8")) if path.exists() else None
    return loaded if isinstance(loaded, Mapping) else {}
