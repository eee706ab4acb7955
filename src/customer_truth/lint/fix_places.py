"""Is where a rule's records are put right a place that the project knows?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from customer_truth.errors import Unusable
from customer_truth.extracts.contract import declared_tables
from customer_truth.files.problem import Problem, nearest
from customer_truth.project import known_systems
from customer_truth.registry.load import Registry
from customer_truth.rules.load import RuleFile
from customer_truth.rules.model import REGISTRY

_SHEETS = "spreadsheets"


def check_fix_places(
    root: Path, files: Sequence[RuleFile], registry: Registry
) -> Iterator[Problem]:
    """Every `fix_in` that names no system, no sheet and not the registry."""
    named = [
        (entry, place)
        for file in files
        for entry in file.entries
        if (place := entry.text("fix_in"))
    ]
    systems = {*known_systems(root), *(row.source_system for row in registry.systems)}
    known = [*sorted(systems), *(_sheets(root) if named else ()), REGISTRY]
    for entry, place in named:
        if place not in known:
            do = nearest(place, known) or "Leave it out where it is the record's own system."
            needs = f"a source system, a sheet, or {REGISTRY}"
            yield entry.problem("fix_in", f"the unknown place {place} as fix_in", needs, do)


def _sheets(root: Path) -> list[str]:
    if _SHEETS not in known_systems(root):
        return []
    try:
        return [table.name for table in declared_tables(root, (_SHEETS,))]
    except Unusable:  # told by whoever reads the contracts
        return []
