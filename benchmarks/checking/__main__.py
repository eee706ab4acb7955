"""Customer Truth beside the alternatives: the same rules on the same DuckDB file, in one run.

`python -m benchmarks.checking` prints a Markdown table, and writes it as JSON with the machine.
Every contender is a process of its own. Checking is from when it has imported all that it needs
until it has its answer; the start before and the end after it, which a night has once, stand apart.
dbt is started as a further process, all of which counts as checking. What was found is compared
with what is known. The limit is the hand-written statement that writes the same keys.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
from dataclasses import asdict, dataclass
from importlib.metadata import version
from multiprocessing import get_context
from multiprocessing.pool import Pool
from pathlib import Path
from typing import Any

from benchmarks.checking.records import (
    forget_what_was_found,
    known_failures,
    make_file,
    rules_on,
)
from benchmarks.process import ended

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
OTHERS = ROOT / ".venv-bench"
LIMIT = "hand-written SQL, all keys"


@dataclass(frozen=True)
class Contender:
    """A script below `contenders/`, and whether it runs in the environment of the other tools."""

    name: str
    script: str
    words: tuple[str, ...] = ()
    is_other: bool = False

    @property
    def python(self) -> Path:
        """The interpreter that has what it needs."""
        return OTHERS / "bin" / "python" if self.is_other else Path(sys.executable)


CONTENDERS = (
    Contender(LIMIT, "sql_keys.py"),
    Contender("hand-written SQL, counts", "sql_counts.py"),
    Contender("Customer Truth", "customer_truth_rules.py"),
    Contender("Great Expectations, SQL", "gx_sql.py"),
    Contender("Great Expectations, pandas", "gx_pandas.py"),
    Contender("dbt test", "dbt_tests.py"),
    Contender("dbt test, failures stored", "dbt_tests.py", ("stored",)),
    Contender("Soda Core", "with_soda.py", is_other=True),
    Contender("pointblank", "with_pointblank.py", is_other=True),
    Contender("polars", "with_polars.py", is_other=True),
)


@dataclass(frozen=True)
class Run:
    """One process: seconds of all of it, of its checking and of its checking's CPU.

    Then its peak of resident memory in MiB, and its answer.
    """

    whole: float
    checking: float
    cpu: float
    peak: float
    answer: dict[str, Any]

    @property
    def around(self) -> float:
        """Seconds of its start and its end."""
        return self.whole - self.checking


def main() -> None:
    """Prints one row a contender."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--rules", type=int, default=30, help="three for each column")
    options.add_argument("--failing", type=float, default=0.01, help="share that fails each rule")
    options.add_argument("--times", type=int, default=3, help="runs, of which the median counts")
    options.add_argument("--only", nargs="*", help="words of the contenders' names")
    options.add_argument("--json", type=Path, help="a file that gets the table and the machine")
    asked = options.parse_args()
    chosen = [
        c for c in CONTENDERS if not asked.only or c.name == LIMIT or _is_named(c, asked.only)
    ]
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        rows = compare(Path(folder), chosen, asked)
    if asked.json:
        told = {"machine": machine(), "asked": {**vars(asked), "json": None}, "rows": rows}
        asked.json.write_text(json.dumps(told, indent=2))


def _is_named(contender: Contender, words: list[str]) -> bool:
    return any(word.lower() in contender.name.lower() for word in words)


def compare(
    folder: Path, contenders: list[Contender], asked: argparse.Namespace
) -> list[dict[str, Any]]:
    """Runs all contenders in turn, so that what else the machine does meets each of them."""
    file, rules = folder / "records.duckdb", rules_on(asked.rules // 3)
    (folder / "rules.json").write_text(json.dumps(rules))
    # A process begins with the memory of whoever started it, so this one stays small.
    with get_context("spawn").Pool(1) as beside:
        beside.apply(make_file, (file, asked.rows, asked.rules // 3, asked.failing))
        known = beside.apply(known_failures, (file, rules))
        return _compared(beside, file, contenders, asked, known)


def _compared(
    beside: Pool,
    file: Path,
    contenders: list[Contender],
    asked: argparse.Namespace,
    known: dict[str, int],
) -> list[dict[str, Any]]:
    print(
        f"{asked.rows:,} rows, {len(known)} rules, {sum(known.values()):,} failing pairs; "
        f"medians of {asked.times}. {machine()}\n"
    )
    runs: dict[str, list[Run]] = {contender.name: [] for contender in contenders}
    for _ in range(asked.times):
        for contender in contenders:
            beside.apply(forget_what_was_found, (file,))
            runs[contender.name].append(run(contender, file, file.with_name("rules.json")))
    print(
        "| | start, end s | checking s | CPU s of it | peak MiB | checking / limit | whole / limit "
        "| counts | all keys |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|---|---|")
    return [_row(name, found, runs[LIMIT], known) for name, found in runs.items()]


def run(contender: Contender, file: Path, rules: Path) -> Run:
    """One process of a contender."""
    script = HERE / "contenders" / contender.script
    command = [contender.python, script, file, rules, *contender.words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = ended(command, env=environment)
    if process.code:
        sys.exit(f"{contender.name} ended with code {process.code}:\n{process.err[-2000:]}")
    told = [json.loads(line) for line in process.out.splitlines() if line.startswith("{")]
    begun, answer = told[0], told[-1]
    checking, cpu = (answer[clock] - begun[clock] for clock in ("wall", "cpu"))
    return Run(process.wall, checking, cpu, process.peak, answer)


def _row(name: str, runs: list[Run], limit: list[Run], known: dict[str, int]) -> dict[str, Any]:
    row = {
        "name": name,
        "around": statistics.median(run.around for run in runs),
        "checking": statistics.median(run.checking for run in runs),
        "cpu": statistics.median(run.cpu for run in runs),
        "peak": max(run.peak for run in runs),
        "ratio": _ratio([run.checking for run in runs], [run.checking for run in limit]),
        "whole_ratio": _ratio([run.whole for run in runs], [run.whole for run in limit]),
        "counts": all(run.answer["failing"] == known for run in runs),
        "keys": all(run.answer["keys"] == sum(known.values()) for run in runs),
        "runs": [asdict(run) | {"answer": None} for run in runs],
    }
    print(
        f"| {name} | {row['around']:.1f} | {row['checking']:.1f} | {row['cpu']:.1f} | "
        f"{row['peak']:,.0f} | {row['ratio']:.2f} | {row['whole_ratio']:.2f} | "
        f"{'right' if row['counts'] else 'wrong'} | {'yes' if row['keys'] else 'no'} |"
    )
    return row


def _ratio(seconds: list[float], limit: list[float]) -> float:
    return statistics.median(seconds) / statistics.median(limit)


def machine() -> str:
    """The processor, its cores, the memory, and what runs on it."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{names[0] if names else platform.processor()}, {os.cpu_count()} cores, {memory:.0f} GiB; "
        f"Python {platform.python_version()}, DuckDB {version('duckdb')}, "
        f"Great Expectations {version('great_expectations')}"
    )


if __name__ == "__main__":
    main()
