"""Runs a command that ends with the process that started it, also when that one is killed.

`python -m customer_truth.machine.lifeline COMMAND …`. Linux does it by a signal; elsewhere the
command runs as it is, and a killed night may leave it to end by itself.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main(command: list[str]) -> None:
    """Becomes the command."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    os.execv(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
