"""Folders for one run's work: private while it lives, and gone after it, however it ended."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def swept_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """A new folder below `parent`; what a killed run left there under `prefix` is removed first.

    A run holds its folder by a lock on the folder itself, which its death lets go of.
    """
    parent.mkdir(parents=True, exist_ok=True)
    for left in parent.glob(f"{prefix}*"):
        _sweep(left)
    folder, held = _held(parent, prefix)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def _held(parent: Path, prefix: str) -> tuple[Path, int]:
    """A folder and the descriptor that locks it."""
    while True:
        folder = Path(tempfile.mkdtemp(dir=parent, prefix=prefix))
        held = _opened(folder)
        if held is None:
            continue
        fcntl.flock(held, fcntl.LOCK_EX)
        # Another run may have swept it before it was locked.
        if folder.is_dir():
            return folder, held
        os.close(held)


def _sweep(folder: Path) -> None:
    held = _opened(folder)
    if held is None:
        return
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        return
    finally:
        os.close(held)


def _opened(folder: Path) -> int | None:
    """None where it is gone, somebody else's, or a link."""
    try:
        return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
