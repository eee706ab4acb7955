"""The same company on several engines: what their first nights say, and how long they take.

`python -m benchmarks.engines [--customers N] [--engines …]` prints a row for each engine and the
first difference from the first engine's night, as Markdown. `make bench-engines` brings the servers
up; on those of your own no night may have been published, for it would not be the first.
Extracts of another company: `--raw DIR --sources A,B`. On PostgreSQL they are loaded to the schemas
of those names first, in place of the tables there; they have to be CSV files.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import scale
from benchmarks.process import ended
from customer_truth.project import open_settings
from tests.postgres.nights import load_csv
from tests.postgres.server import URL
from tests.two_nights import outcomes, pages

ENGINES = ("duckdb", "postgres", "spark")
_LISTS = {
    "exceptions": ("exceptions", "--format", "csv"),
    "matches": ("matches", "--limit", "1000000", "--format", "csv"),
}
_SHOWN = 200


@dataclass(frozen=True)
class Night:
    """One engine's night: every rule's outcome, the lines of lists and pages, and what it took."""

    engine: str
    rules: dict[str, dict[str, Any]]
    lines: dict[str, list[str]]
    took: scale.Took


def main() -> None:
    """Prints the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--customers", type=int, default=2_000)
    options.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    options.add_argument("--raw", type=Path, help="extracts of another company")
    options.add_argument("--sources", help="its systems")
    asked = options.parse_args()
    if bool(asked.raw) != bool(asked.sources):
        options.error("--raw and --sources belong together")
    heads = ("company", "engine", "rules", "records", "failing", *_LISTS, "pages", "night s")
    print(scale.line(*heads, *scale.PHASES, "first difference"))
    print(f"|{'--|' * (len(heads) + len(scale.PHASES) + 1)}")
    company = asked.raw.name if asked.raw else f"{asked.customers:,}"
    first: Night | None = None
    for engine in asked.engines:
        with tempfile.TemporaryDirectory(prefix="bench-engines-") as folder:
            night = _night(Path(folder), engine, asked.customers, asked.raw, asked.sources)
        first = first or night
        _print(company, night, first)


def _night(home: Path, engine: str, customers: int, raw: Path | None, sources: str | None) -> Night:
    target = ("--target", engine)
    on = (*target, "--sources", sources) if sources else target
    if raw:
        shutil.copytree(raw, home / "raw")
        if engine == "postgres":
            load_csv(os.environ[URL], home / "raw", *(sources or "").split(","))
    else:
        scale.timed(home, "demo", "--all-defects", "--customers", str(customers), *target)
    took = scale.timed(home, "nightly", *on, "--json", str(home / "run.json"))
    run = json.loads((home / "run.json").read_text())
    lines = {name: sorted(_told(home, *words, *on)) for name, words in _LISTS.items()}
    site = open_settings(scale.ROOT, home=home, target=engine, sources=sources).site
    return Night(engine, outcomes(run), {**lines, "pages": pages(site, engine)}, took)


def _told(home: Path, *words: str) -> list[str]:
    """The rows of a list as lines, however long."""
    process = ended([scale.TRUTH, *words], cwd=scale.ROOT, env=scale.environment(home))
    if process.code not in (0, 1):
        sys.exit(process.err)
    _head, *lines = process.out.splitlines()
    return lines


def _print(company: str, night: Night, first: Night) -> None:
    rules = _outcomes(night)
    records, failing = (
        sum(rule[count] or 0 for rule in night.rules.values()) for count in ("records", "failing")
    )
    counts = (f"{len(lines):,} {_digest(lines)}" for lines in night.lines.values())
    phases = (f"{night.took.phases.get(phase, 0):.0f}" for phase in scale.PHASES)
    print(
        scale.line(
            *(company, night.engine, f"{len(rules)} {_digest(rules)}"),
            *(f"{records:,}", f"{failing:,}", *counts, f"{night.took.wall:.0f}", *phases),
            "" if night is first else _first_difference(night, first),
        ),
        flush=True,
    )


def _first_difference(night: Night, first: Night) -> str:
    said, told = ({"rules": _outcomes(one), **one.lines} for one in (night, first))
    for name, lines in said.items():
        if sorted(lines) != sorted(told[name]):
            alone = sorted(set(lines) ^ set(told[name])) or ["the same lines, not as often"]
            return f"{name}: {alone[0][:_SHOWN]}".replace("|", "/")
    return "none"


def _outcomes(night: Night) -> list[str]:
    return [f"{id}: {outcome}" for id, outcome in night.rules.items()]


def _digest(lines: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:8]


if __name__ == "__main__":
    main()
