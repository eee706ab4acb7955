"""One process at a time, by the lock of a file: it ends with whoever took it."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from customer_truth.warehouse.base import Locked, holder_words

_LONGEST_HOLDER = 120


@contextmanager
def alone(path: Path, title: str) -> Iterator[None]:
    """Holds what `title` names, or raises `Locked` at once, saying who holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8", errors="replace") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.readline(_LONGEST_HOLDER).strip() or "a run that is just starting"
            raise Locked(
                f"{title}: is held by {holder}, needs to be free. "
                "Wait for that run to end, then run again."
            ) from None
        file.truncate(0)
        file.write(holder_words())
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)
