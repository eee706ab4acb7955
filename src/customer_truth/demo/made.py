"""Which files of a folder the demo made: only these may it replace.

`spared` are the folders in it that are no business of the demo's, such as what nights leave.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path

from customer_truth.errors import Unusable
from customer_truth.extracts.present import MADE_BY_DEMO
from customer_truth.files.problem import listed

MARKER = MADE_BY_DEMO
# The day of the demo's world, which `world/macros.sql` calls as_of().
_MADE_FOR = "2026-11-02 05:00:00"
WORK = ".making"
_OWN = (MARKER, "company.json")
_NAMED = 5

Hashes = dict[str, list[str]]


def refuse_others_files(folder: Path, spared: Collection[str] = ()) -> None:
    """`Unusable` where anything lies in the folder that the demo did not make, or not like this."""
    if folder.exists() and not folder.is_dir():
        raise Unusable(f"{folder}: is a file, needs a folder. Name another one.")
    made = _read(folder)
    found = _contents(folder, spared)
    foreign = [name for name, content in found.items() if content not in made.get(name, [])]
    if foreign:
        raise Unusable(
            f"{folder}: has files that the demo did not make, or that were changed since "
            f"({listed(foreign, _NAMED)}), needs a folder of its own. Nothing was touched. "
            "Name another, or set aside what lies there with --replace."
        )


def announce(folder: Path, coming: Path) -> None:
    """Writes down what lies in `coming` beside what is there, before the one replaces the other."""
    made = _read(folder)
    for name, content in _contents(coming).items():
        made.setdefault(name, []).append(content)
    _write(folder, made)


def settle(folder: Path, spared: Collection[str] = ()) -> None:
    """Forgets what was replaced; what somebody put there meanwhile stays theirs."""
    made = _read(folder)
    found = _contents(folder, spared).items()
    _write(folder, {name: [content] for name, content in found if content in made.get(name, [])})


def set_aside(folder: Path) -> Path | None:
    """Moves a folder out of the way, and says where it is now; None where nothing lies in it."""
    folder = folder.resolve()
    if not folder.is_dir() or not any(folder.iterdir()):
        return None
    aside = folder.with_name(f"{folder.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%S}")
    try:
        folder.rename(aside)
    except OSError as error:
        raise Unusable(
            f"{folder}: cannot be moved to {aside.name} ({error.strerror}), needs to be. "
            "Nothing was touched. Name another folder."
        ) from error
    return aside


def is_made(folder: Path) -> bool:
    """Whether a demo has written there."""
    return (folder / MARKER).is_file()


def _contents(folder: Path, spared: Collection[str] = ()) -> Mapping[str, str]:
    """The SHA-256 of each file by its path, without what the demo notes for itself."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        name = path.relative_to(folder)
        if (
            name.parts[0] in (WORK, *spared)
            or str(name) in _OWN
            or (path.is_dir() and not path.is_symlink())
        ):
            continue
        found[str(name)] = _hash(path)
    return found


def _hash(path: Path) -> str:
    if not path.is_file():
        return "no file"
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(folder: Path) -> Hashes:
    path = folder / MARKER
    try:
        read: Hashes = json.loads(path.read_text(encoding="utf-8"))["files"]
        return {str(name): [str(content) for content in found] for name, found in read.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write(folder: Path, made: Hashes) -> None:
    part = folder / WORK / MARKER
    part.parent.mkdir(parents=True, exist_ok=True)
    part.write_text(
        json.dumps({"as_of": _MADE_FOR, "files": made}, indent=1) + "\n", encoding="utf-8"
    )
    part.replace(folder / MARKER)
