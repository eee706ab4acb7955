"""A machine's copy is there whole or not at all, and is never that of an earlier run."""

from __future__ import annotations

import os
from pathlib import Path

from customer_truth.errors import Unusable


def begin(*paths: Path | None) -> None:
    """Removes what an earlier run wrote there, before a command starts on its work.

    Raises `Unusable` where nothing could be written in the end. Devices and pipes are left alone.
    """
    for path in filter(None, paths):
        if path.is_dir():
            raise Unusable(f"{path}: has a folder, needs to be a file. Name another.")
        if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
            raise Unusable(
                f"{path}: has no folder to be written in, needs one. Make {path.parent} first."
            )
        if path.is_file() or path.is_symlink():
            path.unlink()
        _part(path).unlink(missing_ok=True)


def write_whole(path: Path, text: str) -> None:
    """Writes a file of which nobody ever reads a half."""
    # JSON has an escape for half a character, the one that Python writes here.
    content = text.encode("utf-8", "backslashreplace")
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    _part(path).write_bytes(content)
    _part(path).replace(path)


def _part(path: Path) -> Path:
    return path.with_name(path.name + ".part")
