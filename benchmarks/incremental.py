"""What a night costs by how much has changed since the one before, beside a night of everything.

`python -m benchmarks.incremental [--customers N] [--shares S …]` makes the demo and builds two
nights, after which every customer has the id that it keeps. Then it changes that share of the rows
of every raw table, one night after the other. A changed row was synced an hour later, as a sync
says it; its values stay. Prints a Markdown table of wall seconds, CPU seconds and the ratio to a
night of which every row has changed.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import duckdb

from benchmarks.scale import ROOT, Took, timed
from customer_truth.extracts.contract import declared_tables
from customer_truth.project import known_systems

SHARES = (0.0, 0.0001, 0.001, 0.01, 0.1, 1.0)


def main() -> None:
    """Prints one row a share."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--customers", type=int, default=20_000)
    options.add_argument("--shares", type=float, nargs="+", default=SHARES)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-incremental-") as folder:
        home = Path(folder)
        timed(home, "demo", "--all-defects", "--customers", str(asked.customers))
        for _ in range(2):
            timed(home, "nightly")
        nights = {share: _night_after(home, share) for share in sorted({*asked.shares, 1.0})}
    whole = nights[1.0].wall
    print(f"{asked.customers:,} customers\n")
    print("| rows changed | wall s | CPU s | wall / all changed |\n|--:|--:|--:|--:|")
    for share, night in nights.items():
        print(f"| {share:.2%} | {night.wall:.1f} | {night.cpu:.1f} | {night.wall / whole:.2f} |")


def _night_after(home: Path, share: float) -> Took:
    if share:
        for table in declared_tables(ROOT, tuple(known_systems(ROOT))):
            path = home / "raw" / table.system / f"{table.name}.parquet"
            if table.clock and path.is_file():
                _change(path, table.clock, share)
    return timed(home, "nightly")


def _change(path: Path, clock: str, share: float) -> None:
    """Moves the clock of that share of the rows on by an hour."""
    written = path.with_suffix(".next")
    duckdb.sql(
        f"copy (select * replace (case when hash(t) % 1000000 < {share * 1_000_000:.0f} "
        f'then "{clock}" + interval 1 hour else "{clock}" end as "{clock}") '
        f"from '{path}' as t) to '{written}' (format parquet)"
    )
    written.replace(path)


if __name__ == "__main__":
    main()
