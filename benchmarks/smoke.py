"""How a night grows with the company: wall time and peak memory, side by side in one run."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TRUTH = Path(sys.executable).with_name("truth")
SIZES = (500, 5_000, 50_000)


def timed(*command: str | Path, home: Path) -> tuple[float, int]:
    """Wall seconds, and the largest resident memory of any process of the command in MiB."""
    started = time.monotonic()
    process = subprocess.Popen(
        [*map(str, command)],
        env={**os.environ, "CUSTOMER_TRUTH_HOME": str(home)},
        stdout=subprocess.DEVNULL,
    )
    peak = _watch(process)
    if process.returncode not in (0, 1):
        sys.exit(f"{command} ended with code {process.returncode}")
    return time.monotonic() - started, peak


def _watch(process: subprocess.Popen[bytes]) -> int:
    """The kernel's own account of a finished child covers that child and its descendants."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss // 1024


def main() -> None:
    """Prints one row a size."""
    heads = ("customers", "demo s", "first night s", "second night s", "peak MiB")
    print("  ".join(f"{head:>14}" for head in heads))
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            home = Path(folder) / str(size)
            home.mkdir()
            demo, _ = timed(TRUTH, "demo", "--all-defects", "--customers", str(size), home=home)
            first, peak = timed(TRUTH, "nightly", home=home)
            second, again = timed(TRUTH, "nightly", home=home)
            figures = (demo, first, second)
            cells = (f"{size:,}", *(f"{figure:.1f}" for figure in figures), f"{max(peak, again):,}")
            print("  ".join(f"{cell:>14}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
