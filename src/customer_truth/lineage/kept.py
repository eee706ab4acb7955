"""Keeps what was found out about the marts' columns: the same models and extracts say the same."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Mapping, Set
from pathlib import Path
from typing import Any

from customer_truth.dialects import Dialect
from customer_truth.lineage.project import Models
from customer_truth.lineage.relation import Branch, Relation
from customer_truth.lineage.value import Known, Value

_LOG = logging.getLogger("customer_truth.lineage")
_FILE = "lineage.json"


def mart_columns(
    manifest: Mapping[str, Any],
    dialect: Dialect,
    lacking: Set[str],
    marts: Iterable[str],
    folder: Path,
) -> dict[str, Relation]:
    """What is known of the columns of some marts; what `folder` keeps is not traced again."""
    wanted = sorted(marts)
    key = _key(manifest, dialect, lacking, wanted)
    path = folder / _FILE
    try:
        kept = json.loads(path.read_text())
        if kept["key"] == key:
            found = {name: _relation(told) for name, told in kept["marts"].items()}
            _warn(kept["untraced"])
            return found
    except (OSError, ValueError, KeyError, TypeError):
        pass  # It is a cache: where it cannot be read, it is made anew.
    models = Models(manifest, dialect)
    traced = models.columns(lacking)
    found = {name: traced[name] for name in wanted if name in traced}
    folder.mkdir(parents=True, exist_ok=True)
    marts_told = {name: _told(each) for name, each in found.items()}
    path.write_text(json.dumps({"key": key, "untraced": models.untraced, "marts": marts_told}))
    _warn(models.untraced)
    return found


def _warn(untraced: Mapping[str, str]) -> None:
    for model, problem in untraced.items():
        _LOG.warning(
            "%s: its columns cannot be followed to the extracts (%s). "
            "Its rules judge every record, also where a column is not in the extracts.",
            model,
            problem,
        )


def _key(
    manifest: Mapping[str, Any], dialect: Dialect, lacking: Set[str], marts: Iterable[str]
) -> str:
    """A hash of all that the lineage depends on, its own code included."""
    models = sorted((id, node.get("compiled_code") or "") for id, node in manifest["nodes"].items())
    sources = sorted((id, list(node["columns"])) for id, node in manifest["sources"].items())
    off = sorted(manifest.get("disabled", {}))
    code = [path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))]
    parts = (models, sources, off, dialect, sorted(lacking), sorted(marts), code)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _told(relation: Relation) -> dict[str, Any]:
    branches = [
        {
            "columns": {name: _of_value(value) for name, value in branch.columns.items()},
            "is_open": branch.is_open,
            "empty": sorted(branch.empty),
        }
        for branch in relation.branches
    ]
    return {"names": relation.names, "branches": branches, "is_open": relation.is_open}


def _of_value(value: Value) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if value.because:
        told["because"] = sorted(value.because)
    if value.known is not Known.NOT:
        told["known"] = value.known
    if value.is_constant:
        told["is_constant"] = True
    if value.prefix:
        told["prefix"] = value.prefix
    if value.options:
        told["options"] = sorted(value.options)
    return told


def _relation(told: Mapping[str, Any]) -> Relation:
    branches = [
        Branch(
            {name: _value(each) for name, each in branch["columns"].items()},
            branch["is_open"],
            frozenset(branch["empty"]),
        )
        for branch in told["branches"]
    ]
    return Relation(tuple(told["names"]), tuple(branches), told["is_open"])


def _value(told: Mapping[str, Any]) -> Value:
    sets = {name: frozenset(told[name]) for name in ("because", "options") if name in told}
    return Value(**{**told, **sets})
