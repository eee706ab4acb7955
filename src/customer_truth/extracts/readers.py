"""Reads many typed values: on every core where they are many, since nothing else takes so long."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context, parent_process

from customer_truth.extracts.guard import Guard
from customer_truth.identifiers.kinds import Reading, read
from customer_truth.identifiers.reading import problem

UNREADABLE = problem("cannot be read")
_AT_ONCE = 10_000  # below twice as many, to start processes takes longer than to read

Typed = tuple[str, str, str]  # kind, context and the value as typed


class Readers:
    """`with` it, read batch after batch; the processes that this starts end with it."""

    def __init__(self) -> None:
        self.guard = Guard()
        self._stack = ExitStack()
        self._pool: ProcessPoolExecutor | None = None
        self._cores = os.cpu_count() or 1

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def read(self, typed: Sequence[Typed]) -> Iterator[Reading]:
        """What each value comes to, in the same order."""
        if self._cores == 1 or len(typed) < 2 * _AT_ONCE:
            readings, raised = read_part(typed)
            self.guard.raised += raised
            yield from readings
            return
        parts = [typed[start : start + _AT_ONCE] for start in range(0, len(typed), _AT_ONCE)]
        for readings, raised in self._started().map(read_part, parts):
            self.guard.raised += raised
            yield from readings

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # A fork would copy the locks of the engine's threads as they stand.
            self._pool = self._stack.enter_context(
                ProcessPoolExecutor(self._cores, get_context("spawn"), _begin)
            )
        return self._pool


def read_part(typed: Sequence[Typed]) -> tuple[list[Reading], list[str]]:
    """What some values come to, and what to tell of those that their reader raised at."""
    guard = Guard()
    return [_read(guard, *each) for each in typed], guard.raised


def _read(guard: Guard, kind: str, context: str, typed: str) -> Reading:
    return guard.read(kind, typed, lambda: read(kind, typed, context), UNREADABLE)


def _begin() -> None:
    """Leaves an interruption to the process that began this one, and never outlives it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)
