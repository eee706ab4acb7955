"""Definitions that were proven sound once, for whoever only looks something up in them.

A proof is a file without content, named by the hash of all that it rests on: the day, this package,
what is installed beside it, and whatever lies where definitions lie. A change of any of these asks
for another file, so an old one proves nothing. A forged one lets somebody read a rule that is not
sound, and no more than that: a night, a gate and `truth lint` prove everything anew.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

from customer_truth.files.definition_files import DEFINITIONS
from customer_truth.files.layers import engine_of, is_thin
from customer_truth.files.table import LARGEST_FILE

_PLACES = (*DEFINITIONS, "profiles")
_PACKAGE = Path(__file__).parents[1]
_COMPILED = "__pycache__"


class _UnprovableError(Exception):
    """Something lies there that is neither a folder nor a plain file that can be read whole."""


def proof_of(root: Path, today: date) -> str | None:
    """The name of the proof that a project's definitions are sound; None where there can be none.

    It is the same for as long as every definition, and all that judges them, stays as it is.
    """
    said = hashlib.sha256(repr((sys.version, today, _installed())).encode())
    layers = (root, engine_of(root)) if is_thin(root) else (root,)
    try:
        for path, name in _everything(layers):
            said.update(f"\0{name}\0".encode(errors="surrogateescape"))
            if path is not None:
                said.update(hashlib.sha256(path.read_bytes()).digest())
    except (OSError, _UnprovableError):
        return None
    return said.hexdigest()


def is_kept(folder: Path, proof: str) -> bool:
    """Whether the definitions were proven as they are, by a look-up of this home."""
    return (folder / proof).is_file()


def keep(folder: Path, proof: str) -> None:
    """Keeps one proof in place of all others, where nights leave what can be made again."""
    if not folder.parent.is_dir():
        return
    with suppress(OSError):  # a home that cannot be written is looked up like any other
        folder.mkdir(exist_ok=True)
        for other in folder.iterdir():
            other.unlink()
        (folder / proof).touch()


def _installed() -> list[str]:
    """The packages with their versions, as pip writes them into the names of folders."""
    found = os.listdir(sysconfig.get_path("purelib"))  # noqa: PTH208 - ten times as fast
    return sorted(name for name in found if name.endswith(".dist-info"))


def _everything(layers: Iterable[Path]) -> Iterator[tuple[Path | None, str]]:
    """Each plain file that counts, and without a path the name of each folder."""
    for number, layer in enumerate(layers):
        yield None, f"{number} {sorted(path.name for path in layer.iterdir())}"
        for place in _PLACES:
            yield from _below(layer / place, f"{number}/{place}")
    for path, name in _below(_PACKAGE, "package"):
        if _COMPILED not in name:
            yield path, name


def _below(place: Path, name: str) -> Iterator[tuple[Path | None, str]]:
    try:
        found = place.lstat()
    except FileNotFoundError:
        return
    if stat.S_ISREG(found.st_mode) and found.st_size <= LARGEST_FILE:
        yield place, name
    elif stat.S_ISDIR(found.st_mode):
        yield None, name
        for part in sorted(os.listdir(place)):  # noqa: PTH208
            yield from _below(place / part, f"{name}/{part}")
    else:
        raise _UnprovableError(name)
