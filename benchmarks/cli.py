"""How long the commands take that look something up, beside what any process of the package takes.

`python -m benchmarks.cli [HOME]` makes the demo company in a throw-away folder, or takes the one
that stands in HOME, and prints a Markdown table: the median of wall seconds and of CPU seconds of
each command, and its CPU as a multiple of a bare `import customer_truth`. On a machine that does
other work as well, CPU is the honest number.
"""

from __future__ import annotations

import csv
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.process import ended

TRUTH = Path(sys.executable).with_name("truth")
_TIMES = 7
_COMMANDS = (
    *(("--help",), ("lint",), ("rules",), ("rules", "--failing"), ("explain", "RULE")),
    *(("why", "CUSTOMER"), ("exceptions",), ("exceptions", "--format", "csv")),
    *(("contradictions",), ("scorecards",), ("matches",), ("windows", "Mo-Fr 6-10")),
)
# What is compiled is written down once, as on any machine of a user's.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name[:6] != "PYTHON"}


def _timed(*command: str | Path, home: Path) -> tuple[float, float]:
    """Wall and CPU seconds of a command: medians, after one run that warms what is cached."""
    walls, cpus = zip(*(_once(command, home) for _ in range(1 + _TIMES)), strict=True)
    return statistics.median(walls[1:]), statistics.median(cpus[1:])


def _once(command: tuple[str | Path, ...], home: Path) -> tuple[float, float]:
    process = ended(command, cwd=home, env=_ENVIRONMENT)
    if process.code not in (0, 2):  # 2: what lint finds on this day
        sys.exit(f"{command} ended with code {process.code}")
    return process.wall, process.cpu


def _first_exception(home: Path) -> dict[str, str]:
    command = [TRUTH, "exceptions", "--format", "csv"]
    listed = subprocess.run(command, cwd=home, capture_output=True, text=True, check=True)
    return next(row for row in csv.DictReader(listed.stdout.splitlines()) if row["customer_id"])


def _measure(home: Path) -> None:
    _, nothing = _timed(sys.executable, "-c", "pass", home=home)
    _, bare = _timed(sys.executable, "-c", "import customer_truth", home=home)
    print(f"A bare import takes {bare:.2f} s of CPU, Python alone {nothing:.2f} s.\n")
    print("| command | wall s | CPU s | CPU / bare import |\n|---|--:|--:|--:|")
    found = _first_exception(home)
    names = {"RULE": found["rule_id"], "CUSTOMER": found["customer_id"]}
    for words in _COMMANDS:
        wall, cpu = _timed(TRUTH, *(names.get(word, word) for word in words), home=home)
        told = " ".join(words)
        print(f"| `truth {told}` | {wall:.2f} | {cpu:.2f} | {cpu / bare:.0f} |", flush=True)


def main(home: str | None) -> None:
    """Prints one row a command."""
    if home is not None:
        _measure(Path(home))
        return
    with tempfile.TemporaryDirectory(prefix="bench-cli-") as folder:
        subprocess.run([TRUTH, "demo", "--quiet"], cwd=folder, env=_ENVIRONMENT, check=False)
        _measure(Path(folder) / "demo")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
