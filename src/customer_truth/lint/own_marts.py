"""Are the marts of a company's own such that the records of its systems are seen to arrive?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from customer_truth.definitions.marts import Mart
from customer_truth.files.fields import read_fields
from customer_truth.files.problem import Problem, clipped, nearest
from customer_truth.project import MARKER

_COLUMN = "source_system"


def check_own_marts(root: Path, marts: Mapping[str, Mart]) -> list[Problem]:
    """Every name under `vars: own_marts` that is no mart, or of one that does not say whose."""
    if not (root / MARKER).exists():
        return []
    fields = read_fields(root, Path(MARKER), "settings")
    variables = fields.part("vars")
    for name in variables.texts("own_marts"):
        if name not in marts:
            do = nearest(name, marts) or "Take it out, or write its contract."
            variables.tell(
                "own_marts", f"the unknown mart {clipped(name)}", "marts of your own", do
            )
        elif _COLUMN not in marts[name].columns:
            has = f"the mart {name}, which has no {_COLUMN}"
            variables.tell("own_marts", has, "marts that say where each record is from")
    return fields.problems
