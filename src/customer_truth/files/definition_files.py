"""Which files of a project are definitions, and how they are told apart."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

BUILT_FROM = ("models", "macros", "seeds", "tests/data", "dbt_project.yml")
JUDGED_BY = ("expectations", "checkpoints", "matching", "tests/planted")
DEFINITIONS = (*BUILT_FROM, *JUDGED_BY)
CODEOWNERS = ".github/CODEOWNERS"
# Where code hosts look for the file as well; the first that they find is the one that counts.
OTHER_CODEOWNERS = ("CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS", ".gitea/CODEOWNERS")
_SUFFIXES = {".yml", ".yaml", ".csv", ".sql"}
# Read by people alone. The list is closed: what is not in it is not harmless.
_HARMLESS = {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE"}
_HARMLESS_IN_DOCS = {".md", ".png", ".svg", ".gif", ".jpg"}


def is_within(path: str, places: Iterable[str]) -> bool:
    """Whether a path is one of the places or lies below one; all relative to the project."""
    return any(path == place or path.startswith(f"{place}/") for place in places)


def definitions_among(paths: Iterable[str]) -> list[str]:
    """Those of some paths, relative to the project, that say what holds."""
    return [
        path
        for path in paths
        if PurePosixPath(path).suffix in _SUFFIXES and is_within(path, DEFINITIONS)
    ]


def is_harmless(path: str) -> bool:
    """Whether nothing but people reads the file of that name."""
    named = PurePosixPath(path)
    return path in _HARMLESS or (named.parts[0] == "docs" and named.suffix in _HARMLESS_IN_DOCS)


def content_hashes(root: Path) -> dict[str, str]:
    """The SHA-256 of every definition file below `root`, by its path relative to it."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in _files(root)
    }


def _files(root: Path) -> Iterator[Path]:
    for name in DEFINITIONS:
        place = root / name
        found = sorted(place.rglob("*")) if place.is_dir() else [place]
        yield from (path for path in found if path.is_file() and path.suffix in _SUFFIXES)
