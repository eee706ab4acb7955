"""Makes the demo company: the world, then the damage, then Parquet files and the truth file."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb

from customer_truth.demo.damage import Damaged, Finding, damage
from customer_truth.demo.errors import DemoError
from customer_truth.demo.made import WORK, announce, refuse_others_files, settle
from customer_truth.demo.plants import Plant
from customer_truth.demo.stays import name_stays
from customer_truth.demo.world import (
    CUSTOMER,
    add_others,
    build_world,
    count_reports,
    end_some,
    raw_tables,
)
from customer_truth.sql.text import quoted
from customer_truth.warehouse.private_database import private_database

FEWEST, MOST = 500, 1_000_000


def generate(
    folder: Path,
    *,
    customers: int = 2000,
    seed: int = 7,
    clean: bool = False,
    plants: Sequence[Plant] = (),
    progress: Callable[[str], None] = lambda _: None,
) -> Damaged:
    """Writes `<folder>/<system>/<table>.parquet` and `<folder>/truth.csv`.

    Returns what was planted, on whatever night, and the names of the plants for which so small a
    company has fewer records than asked for.

    The same customers, seed and plants give the same rows in the same order. The files appear
    together at the end: a run that stops on the way leaves what was there before. `Unusable` where
    the folder holds anything that the demo did not make.
    """
    refuse_size(customers)
    refuse_others_files(folder)
    with _work_folder(folder) as work, private_database(work, "world") as connection:
        build_world(connection, customers, seed, progress)
        planted = Damaged([], [])
        if not clean:
            progress(f"damaging it with {len(plants)} plants")
            planted = damage(connection, plants, customers, count_reports)
            planted = replace(planted, findings=name_stays(connection, planted.findings))
        end_some(connection)
        add_others(connection)
        made = work / "made"
        _export(connection, made, progress)
        _write_truth(made / "truth.csv", planted.findings)
        announce(folder, made)
        _publish(made, folder)
        settle(folder)
    return planted


def refuse_size(customers: int) -> None:
    """`DemoError` where a company of so many customers cannot be made."""
    if not FEWEST <= customers <= MOST:
        raise DemoError(
            f"demo: has {customers:,} customers, needs {FEWEST:,} to {MOST:,}. "
            "Name another number with --customers."
        )


@contextmanager
def _work_folder(folder: Path) -> Iterator[Path]:
    """A place on the same disk; what a killed run left there is removed first."""
    work = folder / WORK
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _export(
    connection: duckdb.DuckDBPyConnection, folder: Path, progress: Callable[[str], None]
) -> None:
    progress("writing Parquet files")
    for system, table in raw_tables(connection):
        (folder / system).mkdir(parents=True, exist_ok=True)
        target = quoted(folder / system / f"{table}.parquet")
        connection.execute(
            f'copy (select * exclude ({CUSTOMER}) from "{system}"."{table}") '
            f"to {target} (format parquet, compression zstd)"
        )


def _write_truth(path: Path, findings: Iterable[Finding]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("rule", "record_key", "plant"))
        tonight = (f for f in findings if f.is_found_tonight)
        writer.writerows(sorted((f.rule, f.key, f.plant) for f in tonight))


def _publish(made: Path, folder: Path) -> None:
    for part in sorted(made.iterdir()):
        place = folder / part.name
        if place.is_dir():
            shutil.rmtree(place)
        part.replace(place)
