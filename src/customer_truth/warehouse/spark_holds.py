"""Spark: what the processes of a home hold, by locks on files below it.

A metastore knows no locks that end with whoever took them; those of a file system do.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from customer_truth.warehouse.file_lock import alone


class Holds:
    """The locks of one home and world, in `<folder>/<name>.*`."""

    def __init__(self, folder: Path, name: str) -> None:
        self._lock_path = folder / f"{name}.lock"
        self._home_path = folder / f"{name}.home"
        self._places = folder / f"{name}.held"
        # The open file of each place, and how often it is held.
        self._held: dict[str, tuple[int, int]] = {}

    @property
    def home(self) -> str:
        """Eight digits that tell this home from others on the same cluster, drawn once."""
        self._home_path.parent.mkdir(parents=True, exist_ok=True)
        with self._home_path.open("a+", encoding="ascii") as file:
            # Whoever comes first draws them; closing the file lets go of it.
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            if not (drawn := file.read()):
                drawn = secrets.token_hex(4)
                file.write(drawn)
            return drawn

    @contextmanager
    def alone(self, title: str) -> Iterator[None]:
        """Lets one process at a time build, or raises `Locked` at once, saying which one does."""
        with alone(self._lock_path, title):
            yield

    def hold(self, place: str) -> None:
        """Keeps a place from being swept until this process ends, or has let go of it as often.

        Where nobody may write there is no lock, and a reader has the time until the next night.
        """
        if place in self._held:
            file, times = self._held[place]
            self._held[place] = file, times + 1
            return
        with suppress(OSError):
            self._places.mkdir(parents=True, exist_ok=True)
            held = os.open(self._places / place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            fcntl.flock(held, fcntl.LOCK_SH)
            self._held[place] = held, 1

    def release(self, place: str) -> None:
        """Lets go of a place once."""
        file, times = self._held.pop(place, (-1, 0))
        if times > 1:
            self._held[place] = file, times - 1
        elif times:
            os.close(file)

    @contextmanager
    def holding(self, place: str | None) -> Iterator[None]:
        """Holds a place, where there is one, for as long as this lasts."""
        if place is None:
            yield
            return
        self.hold(place)
        try:
            yield
        finally:
            self.release(place)

    def is_held(self, place: str) -> bool:
        """Whether any process of this home holds the place, this one included."""
        try:
            asked = os.open(self._places / place, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(asked, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(asked)
        return False

    def forget(self, place: str) -> None:
        """Removes the file of a place that is gone."""
        (self._places / place).unlink(missing_ok=True)
