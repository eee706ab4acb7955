"""The way back from a model: the staging models behind it, and the raw tables that each reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_STAGING = "stg_"


@dataclass(frozen=True, kw_only=True)
class Staging:
    """A staging model and its raw tables, as `system.table`."""

    name: str
    tables: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Ancestry:
    """What a model is built from; `steps` counts the models between staging and the model."""

    stagings: tuple[Staging, ...]
    steps: int


def ancestry(manifest: Mapping[str, Any], model: str) -> Ancestry:
    """The ancestry of a model of a manifest (v12) by name; empty where the manifest lacks it."""
    nodes, sources = manifest["nodes"], manifest["sources"]
    start = [id for id, n in nodes.items() if n["resource_type"] == "model" and n["name"] == model]
    behind = [id for id in _ancestors(nodes, start) if id not in start]
    stagings = [id for id in behind if _is_staging(nodes[id])]
    found = sorted((_staging(id, nodes, sources) for id in stagings), key=lambda one: one.name)
    return Ancestry(stagings=tuple(found), steps=len(behind) - len(stagings))


def _ancestors(
    nodes: Mapping[str, Any], start: list[str], *, beyond_staging: bool = False
) -> Iterator[str]:
    """Models only, the first ones too; what lies behind a staging model is its own matter."""
    waiting, seen = list(start), set(start)
    while waiting:
        id = waiting.pop()
        yield id
        if _is_staging(nodes[id]) and not beyond_staging:
            continue
        for read in nodes[id]["depends_on"]["nodes"]:
            if read in nodes and nodes[read]["resource_type"] == "model" and read not in seen:
                seen.add(read)
                waiting.append(read)


def _is_staging(node: Mapping[str, Any]) -> bool:
    is_so: bool = node["name"].startswith(_STAGING)
    return is_so


def _staging(id: str, nodes: Mapping[str, Any], sources: Mapping[str, Any]) -> Staging:
    """The model with the tables that it reads, itself or by other models."""
    behind = _ancestors(nodes, [id], beyond_staging=True)
    read = {read for model in behind for read in nodes[model]["depends_on"]["nodes"]}
    names = [sources[one]["identifier"] for one in read if one in sources]
    # Tables of the night itself, such as the readings, are of no system.
    tables = {name.replace("__", ".", 1) for name in names if "__" in name}
    return Staging(name=nodes[id]["name"], tables=tuple(sorted(tables)))
