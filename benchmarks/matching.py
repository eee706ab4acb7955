"""How well and how fast records are matched: FEBRL's persons with their truth, and demo customers.

The demo's customers are built as far as matching needs them, in a folder of their own.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from itertools import combinations
from pathlib import Path

import duckdb

from benchmarks.process import ended
from customer_truth.matching.model_file import load_model
from customer_truth.matching.score import score
from customer_truth.matching.train import train
from customer_truth.warehouse.local_matching import LocalMatching

ROOT = Path(__file__).parents[1]
TRUTH = Path(sys.executable).with_name("truth")
MODEL = Path(__file__).with_name("febrl.yml")
MEMORY = "4GiB"
SIZE = 1_000_000
RULES = ("suspected_duplicate_is_decided", "suspected_link_is_decided")
PLAIN = {
    "exact soc_sec_id": "soc_sec_id",
    "exact name, birth, postcode": "given_name, surname, date_of_birth, postcode",
    "exact name, birth": "given_name, surname, date_of_birth",
}

Pair = tuple[str, str]


def main() -> None:
    """Prints one table for FEBRL and one for the demo."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", choices=("febrl", "demo"))
    options.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "febrl")
    options.add_argument("--customers", type=int, default=SIZE)
    options.add_argument("--home", type=Path, help="keeps the demo there, and takes it from there")
    options.add_argument("--step", choices=("build", "match"), help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.step:
        _step(asked.step, asked.home)
        return
    if asked.only != "demo":
        febrl(asked.data)
    if asked.only != "febrl":
        with tempfile.TemporaryDirectory() as folder:
            demo(asked.customers, asked.home or Path(folder))


def febrl(data: Path) -> None:
    """Precision, recall and F1 on pairs of records, for sets 1 and 3."""
    if not data.is_dir():
        print(f"FEBRL: skipped, {data} is not there; name it with --data")
        return
    _row("FEBRL", "matched by", "pairs", "precision", "recall", "F1", "seconds")
    for number in (1, 3):
        with duckdb.connect() as connection:
            _read_febrl(connection, data / f"dataset{number}.csv")
            true = set(_true_pairs(connection))
            _row(number, "the truth", f"{len(true):,}", "", "", "", "")
            for name, columns in PLAIN.items():
                _judged(number, name, set(_equal_pairs(connection, columns)), true, 0.0)
            equal = set().union(*(_equal_pairs(connection, columns) for columns in PLAIN.values()))
            _judged(number, "any of these, connected", _connected(equal), true, 0.0)
            started = time.monotonic()
            engine = LocalMatching(connection)
            model = train(engine, load_model(ROOT, MODEL.relative_to(ROOT)))
            score(engine, model)
            taken = time.monotonic() - started
            found = _pairs(connection, "select record_id_a, record_id_b from scored_pairs")
            _judged(number, "Splink", found, true, taken)
            _judged(number, "Splink, connected", _connected(found), true, taken)


def _read_febrl(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Header and values have a blank after each comma."""
    connection.execute(
        "create table typed as select * from read_csv(?, all_varchar = true, header = true)",
        [str(path)],
    )
    names = [str(name) for name, *_ in connection.execute("describe typed").fetchall()]
    columns = [f"nullif(trim(\"{name}\"), '') as {name.strip()}" for name in names]
    connection.execute(
        f"create table records as select *, rec_id as record_id, rec_id as customer_id "
        f"from (select {', '.join(columns)} from typed)"
    )


def _true_pairs(connection: duckdb.DuckDBPyConnection) -> Iterator[Pair]:
    """Records of one person carry its number: rec-17-org, rec-17-dup-0."""
    persons: dict[str, list[str]] = {}
    for (record,) in connection.execute("select record_id from records").fetchall():
        persons.setdefault(record.split("-")[1], []).append(record)
    for records in persons.values():
        yield from combinations(sorted(records), 2)


def _equal_pairs(connection: duckdb.DuckDBPyConnection, columns: str) -> set[Pair]:
    return _pairs(
        connection,
        f"select a.record_id, b.record_id from records as a join records as b using ({columns}) "
        "where a.record_id < b.record_id",
    )


def _pairs(connection: duckdb.DuckDBPyConnection, query: str) -> set[Pair]:
    return {(one, other) for one, other in connection.execute(query).fetchall()}


def _connected(pairs: set[Pair]) -> set[Pair]:
    """Every pair of records that pairs lead between."""
    above: dict[str, str] = {}

    def top(record: str) -> str:
        while (upper := above.get(record, record)) != record:
            record = upper
        return record

    for one, other in pairs:
        above[top(one)] = top(other)
    groups: dict[str, list[str]] = {}
    for record in sorted({record for pair in pairs for record in pair}):
        groups.setdefault(top(record), []).append(record)
    return {pair for records in groups.values() for pair in combinations(records, 2)}


def _judged(number: int, name: str, found: set[Pair], true: set[Pair], taken: float) -> None:
    hits = len(found & true)
    shares = (hits / max(1, len(found)), hits / len(true), 2 * hits / (len(found) + len(true)))
    seconds = f"{taken:.1f}" if taken else ""
    _row(number, name, f"{len(found):,}", *(f"{share:.4f}" for share in shares), seconds)


def demo(customers: int, home: Path) -> None:
    """Candidates, suspected pairs, seconds and peak memory of the demo's customers."""
    environment = {"CUSTOMER_TRUTH_MEMORY": MEMORY, **os.environ, "CUSTOMER_TRUTH_HOME": str(home)}
    step = (sys.executable, "-m", "benchmarks.matching", "--home", str(home), "--step")
    made = 0.0
    if not (home / "raw" / "truth.csv").is_file():
        made, _, _ = _timed(
            (TRUTH, "demo", "--all-defects", "--customers", str(customers)), environment
        )
    built, built_peak, _ = _timed((*step, "build"), environment)
    matched, peak, told = _timed((*step, "match"), environment)
    result = json.loads(told)
    _row("customers", "records", "candidates", "suspected", "planted, found")
    planted = f"{result['planted']}, {result['found']}"
    counts = (result["records"], result["candidates"], result["suspected"])
    _row(f"{customers:,}", *(f"{count:,}" for count in counts), planted)
    print()
    _row("memory limit", "demo s", "build s", "build MiB", "matching s", "matching MiB")
    seconds = (f"{made:.1f}", f"{built:.1f}", f"{built_peak:,}", f"{matched:.1f}", f"{peak:,}")
    _row(environment["CUSTOMER_TRUTH_MEMORY"], *seconds)


def _timed(command: tuple[str | Path, ...], environment: dict[str, str]) -> tuple[float, int, str]:
    """Wall seconds, largest resident memory of any process of the command in MiB, its output."""
    process = ended(command, cwd=ROOT, env=environment)
    if process.code:
        sys.exit(f"{command} ended with code {process.code}\n{process.err[-2000:]}")
    return process.wall, round(process.peak), process.out


def _step(name: str, home: Path) -> None:
    """One step in a process of its own, whose memory is then its own."""
    from customer_truth.project import open_settings
    from customer_truth.warehouse import open_warehouse

    project = open_settings(ROOT, home=home)
    warehouse = open_warehouse(project)
    with warehouse.lock():
        if name == "build":
            from customer_truth import dbt
            from customer_truth.definitions.load import load_definitions
            from customer_truth.extracts.intake import take_in
            from customer_truth.extracts.present import present
            from customer_truth.quality.tables import KEPT

            warehouse.prepare()
            warehouse.carry_over(KEPT)
            definitions = load_definitions(project.root, present(project.raw, None).date())
            take_in(project, warehouse, definitions, None, lambda _: None)
            dbt.build(project, warehouse, lambda _: None, select=["+int_records__compared"])
        else:
            from customer_truth.matching.night import match_records

            scored = match_records(project, warehouse)
            planted = set(_planted(project.raw))
            with warehouse.building() as connection:
                pairs = connection.exec_driver_sql(
                    "select record_id_a || '~' || record_id_b from intermediate.scored_pairs"
                )
                found = len(planted.intersection(pairs.scalars()))
            print(json.dumps({**asdict(scored), "planted": len(planted), "found": found}))


def _planted(raw: Path) -> Iterator[str]:
    with (raw / "truth.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["rule"] in RULES:
                yield row["record_key"]


def _row(*cells: object) -> None:
    print("  ".join(f"{cell!s:>{27 if at == 1 else 12}}" for at, cell in enumerate(cells)))


if __name__ == "__main__":
    main()
