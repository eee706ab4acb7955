"""How far a command is: a moving line on a terminal, elsewhere a line a phase and signs of life."""

from __future__ import annotations

import functools
import inspect
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Annotated, Any

import typer

from customer_truth.cli.console import err, one_line
from customer_truth.cli.watch import watch
from customer_truth.machine.interruption import heed
from customer_truth.project import STALL_MINUTES
from customer_truth.text.visible import log_line

_SILENCE = 9.0  # seconds; whoever watches a log hears something every ten


_VERBOSE = Annotated[bool, typer.Option("-v", "--verbose", help="Tell every step on the way.")]
_QUIET = Annotated[bool, typer.Option("-q", "--quiet", help="Tell only the result, and problems.")]


class Loudness(IntEnum):
    """How much is told on the way."""

    QUIET = 0
    PHASES = 1
    STEPS = 2


class _State:
    loudness = Loudness.PHASES
    work: _Work | None = None


class _Work:
    """What a command is at, `<phase> <detail>`, told as it is asked for."""

    def __init__(self) -> None:
        self.step = "starting"
        self._started = self._told = self.moved = time.monotonic()
        self.is_over = threading.Event()
        self._speaking = threading.Lock()

    @property
    def phase(self) -> str:
        return self.step.split(maxsplit=1)[0]

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    def take(self, step: str) -> None:
        """The next step is taken; who was asked to end takes none."""
        heed()
        self.step, self.moved = step, time.monotonic()

    def take_and_tell(self, step: str) -> None:
        """The next step is taken, and told as far as it is asked for."""
        with self._speaking:
            before = self.phase
            self.take(step)
            if _State.loudness is Loudness.STEPS:
                self._tell(step)
            elif self.phase != before:
                self._tell(self.phase)

    def keep_alive(self) -> None:
        """Says the step again where it takes long, until the work is over."""
        while not self.is_over.wait(_SILENCE / 10):
            with self._speaking:
                if time.monotonic() - self._told >= _SILENCE and not self.is_over.is_set():
                    self._tell(self.step)

    def end(self) -> None:
        """Nothing is told after this."""
        self.is_over.set()
        with self._speaking:
            pass

    def _tell(self, words: str) -> None:
        self._told = time.monotonic()
        print(log_line(f"{self.seconds:5.1f}s  {words}"), file=sys.stderr, flush=True)


def begin() -> None:
    """A command begins, and has done nothing yet."""
    _State.loudness, _State.work = Loudness.PHASES, None


def heard(command: Callable[..., None]) -> Callable[..., None]:
    """The command with `-v` and `-q`, which every command takes."""

    @functools.wraps(command)
    def run(*arguments: Any, verbose: bool, quiet: bool, **named: Any) -> None:
        if verbose or quiet:
            _State.loudness = Loudness.STEPS if verbose else Loudness.QUIET
        command(*arguments, **named)

    options = {"verbose": _VERBOSE, "quiet": _QUIET}
    signature = inspect.signature(command, eval_str=True)
    further = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=False, annotation=option)
        for name, option in options.items()
    ]
    taken = [*signature.parameters.values(), *further]
    vars(run).update(__signature__=signature.replace(parameters=taken))
    run.__annotations__ = {**command.__annotations__, **options}
    return run


@contextmanager
def progress(stall_minutes: float = STALL_MINUTES) -> Iterator[Callable[[str], None]]:
    """Shows `<phase> <detail>` as it is called with it; who is not called so long is ended."""
    work = _State.work = _Work()
    threading.Thread(target=watch, args=(work, stall_minutes), daemon=True).start()
    try:
        if _State.loudness is Loudness.QUIET:
            yield work.take
        elif err.is_terminal and _State.loudness is Loudness.PHASES:
            with err.status("starting") as status:

                def move(step: str) -> None:
                    work.take(step)
                    status.update(one_line(f"{work.seconds:5.0f}s  {step}"))

                yield move
        else:
            threading.Thread(target=work.keep_alive, daemon=True).start()
            yield work.take_and_tell
    finally:
        work.end()


def stopped() -> str | None:
    """Where the work of this command stopped, in words; None where it had not begun."""
    work = _State.work
    return f"stopped at {work.phase} after {work.seconds:.0f} s" if work else None
