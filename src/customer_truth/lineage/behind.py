"""Which raw tables stand behind each model, however far."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import TopologicalSorter
from typing import Any

from customer_truth.lineage.reads import reads


def tables_behind(manifest: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """The raw tables (`system.table`) of each model of a manifest (v12) by the model's name."""
    found = {
        id: frozenset([node["identifier"].lower().replace("__", ".", 1)])
        for id, node in manifest["sources"].items()
    }
    read = reads(manifest)
    models = {id: n for id, n in manifest["nodes"].items() if n["resource_type"] == "model"}
    for id in TopologicalSorter({id: read[id] for id in models}).static_order():
        if id in models:
            found[id] = frozenset().union(*(found.get(one, frozenset()) for one in read[id]))
    return {node["name"]: found[id] for id, node in models.items()}
