"""Where a gate's time goes, and how it compares with two whole nights of the same change.

`python -m benchmarks.gate [CUSTOMERS]` makes a demo company in a throw-away folder, runs a night,
gates a change of a rule alone and a remapped stage, each twice (the second is shown: caches are
warm), and times the whole night that the alternative runs once for each side.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[1]
TRUTH = Path(sys.executable).with_name("truth")
_CHANGES = {
    "rule": (
        "expectations/forecast_positions.yml",
        "limits: {most_pushes: 3}",
        "limits: {most_pushes: 0}",
    ),
    "mapping": (
        "seeds/stage_mappings.csv",
        "default,Needs Analysis,opportunity,discovery",
        "default,Needs Analysis,opportunity,proposal",
    ),
}
_PHASES = ("definitions", "dbt", "evaluation", "comparison")


def _run(project: Path, home: Path, *words: str) -> tuple[float, str]:
    """Seconds that the command took, and what it printed."""
    started = time.monotonic()
    ended = subprocess.run(
        [TRUTH, *words, "--home", str(home)],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode > 1:
        sys.exit(ended.stderr)
    return time.monotonic() - started, ended.stdout


def _git(*words: str, cwd: Path) -> None:
    subprocess.run(["git", *words], cwd=cwd, check=True, capture_output=True)


def _gate(project: Path, home: Path, name: str) -> tuple[float, dict[str, float]]:
    file, old, new = _CHANGES[name]
    path = project / file
    text = path.read_text("utf-8")
    path.write_text(text.replace(old, new), "utf-8")
    for _ in range(2):
        spent, told = _run(project, home, "gate", "--base", "HEAD", "--format", "json")
    path.write_text(text, "utf-8")
    return spent, json.loads(told)["seconds"]


def _grow(warehouse: Path, deals: int = 1_000_000) -> int:
    """Repeats the deals of the published night until there are so many; returns how many."""
    with duckdb.connect(str(warehouse)) as night:
        night.execute(
            "create table grown as select * replace (opportunity_id || '~' || n as opportunity_id) "
            "from marts.forecast_positions, "
            f"range(1 + {deals} // (select count(*) from marts.forecast_positions)) as t (n)"
        )
        night.execute("drop table marts.forecast_positions")
        night.execute("create table marts.forecast_positions as from grown")
        night.execute("drop table grown")
        (count,) = night.execute("select count(*) from marts.forecast_positions").fetchone() or (0,)
    return int(count)


_ALONE = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from customer_truth.definitions.load import load_definitions
from customer_truth.nightly.evaluate import evaluate
from customer_truth.gate.scratch import Scratch
from customer_truth.gate.side import load_side
from customer_truth.warehouse.duckdb import DuckDBWarehouse
side = load_side(Path("."), datetime.now(UTC).date())
scratch = Scratch(Path(sys.argv[2]), DuckDBWarehouse(Path(sys.argv[1]) / "warehouse", ""))
scratch.show(("marts",))
began = time.monotonic()
rules = {"close_date_is_pushed_seldom"}
evaluate(side.only(rules), scratch, datetime(2026, 11, 2, 5), lambda _: None)
print(time.monotonic() - began)
"""


def _evaluated_alone(project: Path, home: Path) -> float:
    """Seconds of one evaluation of the rule, by the same means, without a gate around it."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", _ALONE, str(home), folder],
            cwd=project,
            env={**os.environ, "PYTHONPATH": str(project / "src")},
            capture_output=True,
            text=True,
            check=True,
        )
    return float(done.stdout)


def main(customers: str) -> None:
    """Prints one line a change, and the ratio to two nights."""
    with tempfile.TemporaryDirectory(prefix="bench-gate-") as place:
        project, home = Path(place) / "project", Path(place) / "home"
        _git("clone", "--quiet", str(ROOT), str(project), cwd=ROOT)
        _run(project, home, "demo", "--all-defects", "--customers", customers)
        _run(project, home, "nightly")
        night, _ = _run(project, home, "nightly")
        print(f"{customers} customers; one night takes {night:.1f} s, the alternative runs two")
        print(f"{'change':<10}{'start-up':>10}{''.join(f'{p:>13}' for p in _PHASES)}", end="")
        print(f"{'total s':>10}{'two nights / gate':>20}")
        for name in _CHANGES:
            total, seconds = _gate(project, home, name)
            told = [seconds.get(phase, 0.0) for phase in _PHASES]
            start = total - sum(told)
            print(f"{name:<10}{start:>10.1f}{''.join(f'{s:>13.1f}' for s in told)}", end="")
            print(f"{total:>10.1f}{2 * night / total:>19.1f}x", flush=True)
        nothing, _ = _run(project, home, "gate", "--base", "HEAD")
        print(f"no definition changed: {nothing:.1f} s")
        deals = _grow(home / "warehouse" / "customer_truth.duckdb")
        total, seconds = _gate(project, home, "rule")
        alone = _evaluated_alone(project, home)
        print(
            f"the rule on a mart of {deals:,} deals: {total:.1f} s, of it evaluation "
            f"{seconds['evaluation']:.1f} s on both sides; the rule alone on one side {alone:.1f} s"
        )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "5000")
