"""Ctrl-C, a closed terminal or a stop from outside: a command ends, and leaves nothing half."""

from __future__ import annotations

import signal
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(BaseException):
    """Somebody asked the command to end; no `except Exception` on the way may hold it up."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.exit_code = 128 + number


class _State:
    received: int | None = None


def listen() -> None:
    """From now on a signal raises `Interrupted`; one that a shell had ignored stays ignored."""
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _receive)


def heed() -> None:
    """Raises what was received and lost on the way.

    DuckDB turns whatever a signal raises into an error of its own, which Great Expectations then
    takes for a rule that cannot be evaluated: without this the night would go on.
    """
    if _State.received is not None:
        raise Interrupted(_State.received)


def _receive(number: int, _frame: FrameType | None) -> None:
    # The clean-up that follows is short; a second Ctrl-C must not break it off.
    for each in _SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    _State.received = number
    heed()
