"""Which files of a project are definitions, and how they are told apart."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from customer_truth.files.layers import CATALOGUE, files_of, path_of

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
    """Whether a path is one of the places or lies below one, of the project or of its engine."""
    named = path.removeprefix(f"{CATALOGUE}/")
    return any(named == place or named.startswith(f"{place}/") for place in places)


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


def contents(root: Path) -> dict[str, bytes]:
    """Every definition file of the project, by the name that messages give it."""
    return {file.as_posix(): path_of(root, file).read_bytes() for file in _files(root)}


def content_hashes(root: Path) -> dict[str, str]:
    """The SHA-256 of every definition file of the project, by the name that messages give it."""
    return {file: content_hash(content) for file, content in contents(root).items()}


def differing_files(was: Path, now: Path) -> list[str]:
    """The definition files that two projects do not have alike, by the names of messages."""
    before, after = content_hashes(was), content_hashes(now)
    return sorted(p for p in before.keys() | after.keys() if before.get(p) != after.get(p))


def content_hash(content: bytes) -> str:
    """The SHA-256 of a file's content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for name in DEFINITIONS:
        place = Path(name)
        found = [place] if place.suffix else files_of(root, place, "**/*")
        yield from (
            file for file in found if file.suffix in _SUFFIXES and path_of(root, file).is_file()
        )
