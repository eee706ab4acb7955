"""A command that takes no step for a set time says where it stands, and is ended."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

from customer_truth.cli.console import complain
from customer_truth.machine.interruption import stall
from customer_truth.machine.statements import break_off
from customer_truth.project import MARKER
from customer_truth.verdict.verdict import ExitCode

_GRACE = 60.0  # seconds, in which an engine ends its statement and the command clears away


class Watched(Protocol):
    """What a command is at, since when (by the monotonic clock), and whether it has ended."""

    step: str
    moved: float
    is_over: threading.Event


def watch(work: Watched, minutes: float) -> None:
    """Ends the command where it stands still for so long; returns where it ends by itself."""
    while (left := work.moved + minutes * 60 - time.monotonic()) > 0:
        if work.is_over.wait(left):
            return
    since = datetime.now(UTC) - timedelta(minutes=minutes)
    words = (
        f"{work.step}: has taken no step since {since:%H:%M:%S} UTC, needs one within "
        f"{minutes:g} minutes. Where it does take longer, raise stall_minutes in {MARKER}."
    )
    stall(words, break_off)
    if not work.is_over.wait(_GRACE):
        complain(words)
        complain(f"It did not end in {_GRACE:.0f} s and is ended here. What was published stays.")
        os._exit(ExitCode.UNCHECKED)
