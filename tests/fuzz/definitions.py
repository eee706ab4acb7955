"""Thousands of mutants of the definitions: `python -m tests.fuzz.definitions [MUTANTS] [SEED]`.

Each must be refused by lint in words, or be sound: then everything that a night reads of it loads,
nothing is lost on the way, and every rule is evaluated on DuckDB (and on PostgreSQL where
TRUTH_TEST_POSTGRES_URL names a server).
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.fuzz import night
from tests.fuzz.remembered import remembering
from tests.fuzz.world import World, make_world, suites

_TOLD = 20
_SECONDS = 5.0


@dataclass
class Found:
    """What came of the mutants; `failures` name file, seed and reason."""

    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def add(self, outcome: str, told: str, seconds: float) -> None:
        self.outcomes[outcome] += 1
        self.slowest = max(self.slowest, seconds)
        if outcome not in ("refused", "sound"):
            self.failures.append(f"{outcome}: {told}")


def fuzz(mutants: int, seed: int) -> Found:
    """Tries that many mutants, spread over the files of all suites."""
    found = Found()
    for suite, share in _shares(mutants, seed):
        with tempfile.TemporaryDirectory() as folder, remembering():
            world = make_world(Path(folder), suite)
            for number in range(share):
                _try(world, f"{seed}:{suite}:{number}", found)
    return found


def _shares(mutants: int, seed: int) -> Iterator[tuple[str, int]]:
    names = list(suites())
    Random(seed).shuffle(names)
    for at, name in enumerate(names):
        if share := mutants // len(names) + (at < mutants % len(names)):
            yield name, share


def _try(world: World, name: str, found: Found) -> None:
    file, content = world.mutate(Random(name))
    path = world.root / file
    before = path.read_bytes()
    path.write_bytes(content)
    started = time.process_time()
    try:
        outcome, told = ("sound" if night.run(world.root) else "refused"), ""
    except night.LostError as lost:
        outcome, told = "lost", str(lost)
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        first = next(iter(str(error).splitlines()), "")[:200]
        outcome = "sound for lint, not for the night"
        told = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}: {first}"
    finally:
        path.write_bytes(before)
    seconds = time.process_time() - started
    if seconds > _SECONDS:
        outcome, told = "slow", f"{seconds:.1f} s {told}"
    found.add(outcome, f"{file} [{name}] {told}", seconds)


def main(mutants: int = 10_000, seed: int = 12) -> int:
    """Prints a table; 1 where any mutant did what none may do."""
    started = time.monotonic()
    found = fuzz(mutants, seed)
    for outcome in ("refused", "sound", "lost", "sound for lint, not for the night", "slow"):
        print(f"{outcome:<36}{found.outcomes[outcome]:>8,}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{mutants:,} mutants, seed {seed}: {time.monotonic() - started:.0f} s, "
        f"slowest {found.slowest:.1f} s of CPU, at most {peak:,.0f} MB"
    )
    for failure in found.failures[:_TOLD]:
        print(failure)
    return 1 if found.failures else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
