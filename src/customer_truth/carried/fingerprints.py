"""By which steps of dbt are told apart: of one fingerprint, they have the same rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from importlib.metadata import version
from pathlib import Path
from typing import Any

import customer_truth
from customer_truth.dialects import SPELLINGS
from customer_truth.files.definition_files import content_hash
from customer_truth.files.lined_yaml import read_yaml
from customer_truth.identifiers.kinds import VERSIONS
from customer_truth.lineage.reads import reads
from customer_truth.matching.night import COMPARED, FILLED
from customer_truth.project import MARKER, Project

Manifest = Mapping[str, Any]

_PROFILES = Path("profiles") / "profiles.yml"
_STEPS = ("seed", "model", "test")
# What runs models and rules: another version of it may read the same words otherwise.
_RUNNING = ("dbt-core", "dbt-adapters", "great_expectations", "SQLAlchemy")


def code_hash(project: Project) -> str:
    """One hash of all code that builds a night, of what it is told, and of who reads identifiers.

    Models read each other's macros and settings in ways that only dbt knows, so that no code is
    told apart: by any change of it every step is another one. Reviewed rows are no code.
    """
    package = Path(customer_truth.__file__).parent
    engine = (package, package.rglob("*.py"))
    own = (project.root, _code(project.root))
    code = [
        (path.relative_to(root).as_posix(), content_hash(path.read_bytes()))
        for root, paths in (engine, own)
        for path in sorted(paths)
    ]
    running = (*_RUNNING, *SPELLINGS[project.target].distributions)
    asked = (project.target, project.world, sorted(project.sources))
    return hashed(code, asked, [version(name) for name in running], sorted(VERSIONS.items()))


def _code(root: Path) -> Iterator[Path]:
    """The files that dbt reads where the project's settings tell it to, but for seeds' rows."""
    settings = root / MARKER
    yield from (path for path in (settings, root / _PROFILES) if path.is_file())
    told = read_yaml(settings).data or {}
    places = {str(place) for key in told if str(key).endswith("-paths") for place in told[key]}
    for place in sorted(places | {str(told.get("packages-install-path", "dbt_packages"))}):
        for path in (root / place).rglob("*"):
            if path.is_file() and path.suffix != ".csv":
                yield path


def fingerprints(manifest: Manifest, code: str, inputs: Mapping[str, str]) -> dict[str, str]:
    """A hash a seed, model and data test by dbt's id: of all code, and of all that it reads.

    Whatever is read stands before what reads it. `inputs` has a hash of the content of each source
    and seed, by dbt's id.
    """
    found: dict[str, str] = {}
    read = reads(manifest)
    compared = next(id for id, node in manifest["nodes"].items() if node["name"] == COMPARED)
    # Matching fills them from the records that it compares.
    read |= {id: [compared] for id, one in manifest["sources"].items() if one["name"] in FILLED}
    for id in TopologicalSorter(read).static_order():
        before = [found[one] for one in read.get(id, ())]
        found[id] = hashed(code, id, inputs.get(id, ""), before)
    return {id: found[id] for id in reading_order(manifest)}


def reading_order(manifest: Manifest) -> list[str]:
    """dbt's ids of what a night runs, whatever is read before what reads it."""
    nodes = manifest["nodes"]
    order = TopologicalSorter(reads(manifest)).static_order()
    return [id for id in order if id in nodes and nodes[id]["resource_type"] in _STEPS]


def hashed(*parts: object) -> str:
    """One hash of values that show all that they are: texts, numbers, and whatever holds such."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()
