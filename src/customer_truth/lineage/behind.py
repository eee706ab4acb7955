"""Which raw tables stand behind each model, however far."""

from __future__ import annotations

import re
from collections.abc import Mapping
from graphlib import TopologicalSorter
from typing import Any


def tables_behind(manifest: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """The raw tables (`system.table`) of each model of a manifest (v12) by the model's name.

    Models that go through all sources read them without naming them to dbt, so that the compiled
    SQL is asked too.
    """
    raw = {
        id: frozenset([node["identifier"].lower().replace("__", ".", 1)])
        for id, node in manifest["sources"].items()
    }
    models = {id: n for id, n in manifest["nodes"].items() if n["resource_type"] == "model"}
    for id in TopologicalSorter({i: _reads(n) for i, n in models.items()}).static_order():
        if id in models:
            words = set(re.findall(r"\w+", (models[id].get("compiled_code") or "").lower()))
            named = [i for i, node in manifest["sources"].items() if node["identifier"] in words]
            behind = (raw.get(read, frozenset()) for read in [*_reads(models[id]), *named])
            raw[id] = frozenset().union(*behind)
    return {node["name"]: raw[id] for id, node in models.items()}


def _reads(node: Mapping[str, Any]) -> list[str]:
    return list(node["depends_on"]["nodes"])
