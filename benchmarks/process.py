"""A command as a process of its own: what it took, and what it said."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Ended:
    """Seconds of wall and of CPU, the largest resident memory of any of its processes in MiB."""

    code: int
    wall: float
    cpu: float
    peak: float
    out: str
    err: str


def ended(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    started: Callable[[int], None] = lambda _: None,
) -> Ended:
    """Runs the command to its end; `started` is called with its process id.

    The kernel counts a process and all its descendants once it has ended.
    """
    begun = time.monotonic()
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        process = subprocess.Popen([*map(str, command)], cwd=cwd, env=env, stdout=out, stderr=err)
        started(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        cpu = usage.ru_utime + usage.ru_stime
        peak = usage.ru_maxrss / 1024
        return Ended(process.returncode, wall, cpu, peak, out.read(), err.read())
