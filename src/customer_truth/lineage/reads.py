"""What each step of dbt reads, whether it says so to dbt or not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_PART = r'(?:"[^"]+"|\w+)'
_DOTTED = re.compile(rf"{_PART}(?:\.{_PART})+")


def reads(manifest: Mapping[str, Any]) -> dict[str, list[str]]:
    """The nodes and sources that each node of a manifest (v12) reads, by dbt's ids, sorted.

    A model that goes through all sources reads them without naming them to dbt, so that the
    compiled SQL is asked too.
    """
    places = {
        (node["schema"], node.get("alias") or node.get("identifier")): id
        for id, node in (*manifest["sources"].items(), *manifest["nodes"].items())
    }
    return {
        id: sorted({*node["depends_on"].get("nodes", ()), *_named(node, places)} - {id})
        for id, node in manifest["nodes"].items()
    }


def _named(node: Mapping[str, Any], places: Mapping[tuple[str, str], str]) -> set[str]:
    dotted = set(_DOTTED.findall(node.get("compiled_code") or ""))
    ends = {(schema.strip('"'), name.strip('"')) for *_, schema, name in map(_parts, dotted)}
    return {places[end] for end in ends if end in places}


def _parts(dotted: str) -> list[str]:
    return re.findall(_PART, dotted)
