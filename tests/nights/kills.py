"""Kills commands at random moments and counts what they leave: `python -m tests.nights.kills 100`.

After each kill the published night is as it was or wholly new, and its site shows the same night; a
night that was published and not yet shown is shown by whatever runs next. After the next run of the
same command nothing of the killed one is left.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from tests.conftest import ROOT, start_truth, truth

# The share of the kills, the command, and a bit more than the seconds it takes on two slow cores.
PHASES = {
    "night": (0.08, ("nightly", "--no-alerts"), 45.0),
    "site": (0.27, ("site",), 10.0),
    "gate": (0.30, ("gate", "--base", "HEAD"), 12.0),
    "matching": (0.35, ("matches", "--train"), 8.0),
}
_OURS = ("customer-truth-", "customer_truth_")


@dataclass
class Phase:
    """What one command's kills left."""

    kills: int = 0
    ended_before: int = 0
    rolled_forward: int = 0
    half_states: list[str] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)
    failed_next: list[str] = field(default_factory=list)


def state(home: Path) -> tuple[str, str]:
    """The run that the warehouse holds and the run that the site shows."""
    path = home / "warehouse" / "customer_truth.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        newest = "select run_id from quality.runs order by started_at desc limit 1"
        (row,) = connection.execute(newest).fetchall()
        connection.execute("select count(*) from marts.customers").fetchall()
    front = (home / "site" / "index.html").read_text("utf-8")
    return str(row[0]), str(row[0]) if row[0] in front else "another"


def left_over(home: Path, temporary: Path) -> list[str]:
    """Files and folders that only a running command may have."""
    found = [*(home / "warehouse").glob("*next*"), *(home / "warehouse").glob("matching_*")]
    versions = [path for path in (home / ".site").iterdir() if path.is_dir()]
    found += [path for path in versions if path.name != (home / "site").readlink().name]
    found += [path for path in temporary.iterdir() if path.name.startswith(_OURS)]
    return [path.name for path in found]


def kill(phase: Phase, name: str, home: Path, project: Path, chance: random.Random) -> None:
    """Kills the command once, looks, and runs it to its end."""
    _, arguments, seconds = PHASES[name]
    words = (*arguments, "--project", str(project))
    before = state(home)
    running = start_truth(*words, home=home)
    time.sleep(chance.uniform(0.3, seconds))
    phase.ended_before += running.poll() is not None
    running.kill()
    running.wait()
    phase.kills += 1
    after = state(home)
    is_between = name == "night" and after != before and after[1] != after[0]
    phase.rolled_forward += is_between
    if not is_between and (after[1] != after[0] or (name != "night" and after != before)):
        phase.half_states.append(f"{before} -> {after}")
    # Whatever runs next finishes what a night had published and not yet shown.
    ended = truth(*(("site", "--project", str(project)) if is_between else words), home=home)
    if ended.code not in (0, 1):
        phase.failed_next.append(ended.err)
    if state(home)[1] != state(home)[0]:
        phase.half_states.append(f"{before} -> {after} -> {state(home)}")
    phase.leftovers += left_over(home, Path(tempfile.gettempdir()))


def change(project: Path) -> None:
    """A project whose working tree differs from its last commit in one rule and one model."""
    for name in ("models", "macros", "seeds", "expectations", "checkpoints", "matching"):
        shutil.copytree(ROOT / name, project / name)
    for name in ("profiles", "tests/data", "tests/planted"):
        shutil.copytree(ROOT / name, project / name)
    shutil.copy(ROOT / "dbt_project.yml", project)
    git = ("git", "-C", str(project), "-c", "user.name=t", "-c", "user.email=t@example.com")
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "base")):
        subprocess.run([*git, *words], check=True)
    path = project / "models" / "marts" / "customer" / "customers.sql"
    path = path if path.is_file() else next((project / "models" / "marts").rglob("customers.sql"))
    path.write_text(path.read_text("utf-8") + "\n-- a comment\n", "utf-8")
    rules = project / "expectations" / "orders.yml"
    rules.write_text(rules.read_text("utf-8").replace("severity: critical", "severity: warning", 1))


def rows(phases: dict[str, Phase]) -> list[str]:
    """The table of the counts."""
    heads = ("kills", "ended before", "rolled on", "half states", "leftovers", "next failed")
    lines = [f"{'command':<10}" + "".join(f"{head:>14}" for head in heads)]
    for name, p in phases.items():
        found = (len(p.half_states), len(p.leftovers), len(p.failed_next))
        counts = (p.kills, p.ended_before, p.rolled_forward, *found)
        lines.append(f"{name:<10}" + "".join(f"{count:>14}" for count in counts))
    return lines


def kill_all(
    count: int, home: Path, project: Path, seed: int, names: Iterable[str] = tuple(PHASES)
) -> dict[str, Phase]:
    """`count` kills spread over the commands, in random order."""
    chance = random.Random(seed)
    phases = {name: Phase() for name in names}
    planned = Counter({name: max(1, round(count * PHASES[name][0])) for name in phases})
    for name in chance.sample(list(planned), counts=planned.values(), k=planned.total()):
        kill(phases[name], name, home, project, chance)
        print(
            f"{sum(p.kills for p in phases.values())}/{count}  {name}", file=sys.stderr, flush=True
        )
    return phases


def main() -> int:
    """Makes a small company, kills, and prints the table; 1 where anything is left."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        home, project = Path(folder, "home"), Path(folder, "project")
        project.mkdir()
        change(project)
        for words in (("demo", "--all-defects", "--customers", "500"), ("nightly", "--no-alerts")):
            ended = truth(*words, "--project", project, home=home)
            assert ended.code in (0, 1), ended.err
        phases = kill_all(count, home, project, seed=12)
    for line in rows(phases):
        print(line)
    bad = [w for p in phases.values() for w in (*p.half_states, *p.leftovers, *p.failed_next)]
    for words in bad[:20]:
        print(words)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
