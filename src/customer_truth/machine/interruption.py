"""Ctrl-C, a closed terminal or a stop from outside: a command ends, and leaves nothing half.

So does one that takes no further step, at which another thread of the process breaks it off.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Wakes the main thread from whatever it waits for; nobody else sends it.
_WAKE = signal.SIGALRM


class Interrupted(BaseException):
    """Somebody asked the command to end; no `except Exception` on the way may hold it up."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.exit_code = 128 + number


class Stalled(Interrupted):
    """The command has taken no step for too long; who knows more adds to `words` on the way."""

    def __init__(self, words: str) -> None:
        super().__init__(_WAKE)
        self.words = [words]
        self.log: Path | None = None


class _State:
    received: Interrupted | None = None


def listen(break_off: Callable[[], None]) -> None:
    """From now on a signal raises `Interrupted`; one that a shell had ignored stays ignored.

    `break_off` ends what the main thread waits for: Python raises nothing before that has ended.
    """
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _receive)
    signal.signal(_WAKE, lambda *_: heed())
    arrived, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    threading.Thread(target=_break_off_at_once, args=(arrived, break_off), daemon=True).start()


def heed() -> None:
    """Raises what was received and lost on the way.

    DuckDB turns whatever a signal raises into an error of its own, which Great Expectations then
    takes for a rule that cannot be evaluated: without this the night would go on.
    """
    if _State.received is not None:
        raise _State.received


def stall(words: str, break_off: Callable[[], None]) -> None:
    """Raises `Stalled` in the main thread, from another one; `break_off` ends what it waits for."""
    _State.received = _State.received or Stalled(words)
    break_off()
    if (main := threading.main_thread().ident) is not None:
        signal.pthread_kill(main, _WAKE)


def settle() -> None:
    """What was received has been told, and is not raised again."""
    _State.received = None


def _break_off_at_once(arrived: int, break_off: Callable[[], None]) -> None:
    """Reads the signals as they come in, one byte each, whatever the main thread is at."""
    while numbers := os.read(arrived, 1):
        if numbers[0] in _SIGNALS:
            break_off()


def _receive(number: int, _frame: FrameType | None) -> None:
    # The clean-up that follows is short; a second Ctrl-C must not break it off.
    for each in _SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    _State.received = Interrupted(number)
    heed()
