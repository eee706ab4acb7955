"""How the demo and a night grow with the company: time by phase, memory, what was spilled.

`python -m benchmarks.scale [--sizes N …] [--check]` prints a Markdown table and the exponent
between one size and the next: 1 is as much longer as the company is larger. A night is the first
one of its home, so dbt parses the whole project in it. Memory is resident memory of all processes
of a command together, the engine's included.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from benchmarks.process import ended

ROOT = Path(__file__).parents[1]
TRUTH = Path(sys.executable).with_name("truth")
SIZES = (2_000, 20_000, 100_000)
PHASES = ("extracts", "identifiers", "dbt", "matching", "rules", "recording", "sites")
_STEP = re.compile(r"\s*([\d.]+)s  (\w+)")
_BETWEEN = 0.2  # seconds between two looks at the processes


@dataclass(frozen=True)
class Took:
    """Seconds of wall and CPU, seconds by phase, and the most MiB resident and spilled at once."""

    wall: float
    cpu: float
    phases: dict[str, float]
    resident: float
    spilled: float


@dataclass(frozen=True)
class Size:
    """One company: its raw rows, how it was made, and its night."""

    customers: int
    rows: int
    demo: Took
    night: Took


def main() -> None:
    """Prints one row a size."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options.add_argument(
        "--check", action="store_true", help="tell what demo --check finds of each"
    )
    options.add_argument("--json", type=Path, help="a file that gets the same for a program")
    asked = options.parse_args()
    heads = (
        "customers",
        "raw rows",
        "demo s",
        "night s",
        "exponent",
        "CPU s",
        "MiB",
        "spilled MiB",
    )
    print(line(*heads, *PHASES))
    print(f"|{'--:|' * len((*heads, *PHASES))}")
    sizes: list[Size] = []
    for customers in asked.sizes:
        with tempfile.TemporaryDirectory(prefix="bench-scale-") as folder:
            sizes.append(measured(Path(folder), customers, asked.check))
        _print(sizes)
    if asked.json:
        asked.json.write_text(json.dumps([asdict(size) for size in sizes], indent=2))


def measured(home: Path, customers: int, is_checked: bool) -> Size:
    """A company of that many customers, and its first night."""
    demo = timed(home, "demo", "--all-defects", "--customers", str(customers))
    rows = f"select sum(num_rows) from parquet_file_metadata('{home}/raw/*/*.parquet')"
    ((number,),) = duckdb.sql(rows).fetchall()
    night = timed(home, "nightly")
    if is_checked:
        print(_found(home), file=sys.stderr)
    return Size(customers, int(number), demo, night)


def _found(home: Path) -> str:
    """What the night found of what was planted, in the last line that tells it."""
    process = ended([TRUTH, "demo", "--check"], cwd=ROOT, env=environment(home))
    return [*process.err.splitlines(), *process.out.splitlines()][-1]


def environment(home: Path) -> dict[str, str]:
    """Where a command finds its home."""
    return {**os.environ, "CUSTOMER_TRUTH_HOME": str(home)}


def timed(home: Path, *words: str) -> Took:
    """A command in its home; who ends with 2 ends the measurement."""
    watch = _Watch(home)
    process = ended([TRUTH, *words], cwd=ROOT, env=environment(home), started=watch.begin)
    watch.is_over.set()
    lines = process.err.splitlines()
    if process.code not in (0, 1):
        sys.exit("\n".join(lines[-10:]))
    phases = dict(_phases(lines, process.wall))
    return Took(process.wall, process.cpu, phases, watch.resident, watch.spilled)


def _phases(lines: list[str], end: float) -> Iterator[tuple[str, float]]:
    """The seconds of each phase, from where it is told first to where the next one is."""
    begun: dict[str, float] = {}
    for step in filter(None, map(_STEP.match, lines)):
        begun.setdefault(step[2], float(step[1]))
    starts = [*begun.values(), end]
    for phase, start, stop in zip(begun, starts, starts[1:], strict=False):
        yield phase, stop - start


class _Watch(threading.Thread):
    """Looks at a process, its descendants and what they spilled, until it is over."""

    def __init__(self, home: Path) -> None:
        super().__init__(daemon=True)
        self.pid, self.home = 0, home
        self.resident = self.spilled = 0.0
        self.is_over = threading.Event()

    def begin(self, pid: int) -> None:
        """Looks at this process from now on."""
        self.pid = pid
        self.start()

    def run(self) -> None:
        """The most that was seen at once."""
        while not self.is_over.wait(_BETWEEN):
            self.resident = max(self.resident, sum(map(_resident, _family(self.pid))))
            spilled = (_size(path) for path in self.home.glob("warehouse/*.tmp/*"))
            self.spilled = max(self.spilled, sum(spilled))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for children in Path("/proc", str(pid), "task").glob("*/children"):
        for child in _text(children).split():
            yield from _family(int(child))


def _resident(pid: int) -> float:
    pages = _text(Path("/proc", str(pid), "statm")).split()
    return int(pages[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20 if pages else 0.0


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # the process has ended meanwhile
        return ""


def _size(path: Path) -> float:
    try:
        return path.stat().st_size / 2**20
    except OSError:
        return 0.0


def _print(sizes: list[Size]) -> None:
    now = sizes[-1]
    figures = (now.night.cpu, now.night.resident, now.night.spilled)
    print(
        line(
            *(f"{now.customers:,}", f"{now.rows:,}", f"{now.demo.wall:.0f}"),
            *(f"{now.night.wall:.0f}", _exponent(sizes)),
            *(f"{figure:,.0f}" for figure in figures),
            *(f"{now.night.phases.get(phase, 0):.0f}" for phase in PHASES),
        ),
        flush=True,
    )


def _exponent(sizes: list[Size]) -> str:
    if len(sizes) < 2:
        return ""
    before, now = sizes[-2:]
    longer, larger = now.night.wall / before.night.wall, now.customers / before.customers
    return f"{math.log(longer) / math.log(larger):.2f}"


def line(*cells: str) -> str:
    """A row of a Markdown table."""
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
