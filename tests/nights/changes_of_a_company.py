"""What may change at a company between two nights: rows of its raw tables, and its definitions."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import duckdb
from hypothesis import strategies as st

from customer_truth.extracts.contract import Table, declared_tables
from customer_truth.project import known_systems
from tests.conftest import ROOT
from tests.nights.test_bad_input import rewrite

# A change of a company's raw folder and of its project.
Change = Callable[[Path, Path], None]
_TABLES = sorted(declared_tables(ROOT, tuple(known_systems(ROOT))), key=lambda table: table.id)


def row_changes() -> st.SearchStrategy[Change]:
    """Some rows of a raw table go, come late under another key, or say what others say."""
    kinds = st.sampled_from([_delete, _insert, _update])
    return st.builds(_of_rows, st.sampled_from(_TABLES), st.integers(1, 30), kinds)


def definition_changes() -> st.SearchStrategy[Change]:
    """A reviewed row, a rule, the weights of matching, or a model says something else."""
    return st.sampled_from([_of_seed, _of_rule, _of_weights, _of_model])


def _of_rows(
    table: Table, share: int, change: Callable[[Table, Path, str, set[str]], str | None]
) -> Change:
    def changed(raw: Path, _: Path) -> None:
        path = raw / table.system / f"{table.name}.parquet"
        if not path.is_file():
            return
        described = duckdb.execute(f"describe from '{path}'").fetchall()
        texts = {name for name, kind, *_ in described if kind == "VARCHAR"}
        if query := change(table, path, f"hash(t) % 100 < {share}", texts):
            rewrite(path, query)

    return changed


def _delete(_: Table, __: Path, some: str, ___: set[str]) -> str:
    return f"select * from {{it}} as t where not ({some})"


def _insert(table: Table, _: Path, some: str, texts: set[str]) -> str | None:
    key, clock = table.key[0], table.clock
    if key not in texts:
        return None
    late = f", {clock} - interval 90 day as {clock}" if clock and clock not in texts else ""
    more = f"select * replace ('new' || {key} as {key}{late}) from {{it}} as t where {some}"
    return f"from {{it}} union all by name {more}"


def _update(table: Table, _: Path, some: str, texts: set[str]) -> str | None:
    names = [c.name for c in table.columns if c.name in texts and not c.references]
    free = [name for name in names if name not in table.key]
    if not free:
        return None
    another = f"lag({free[-1]}) over (order by {table.key[0]})"
    now = f"case when {some} then {another} else {free[-1]} end as {free[-1]}"
    return f"select * replace ({now}) from {{it}} as t"


def _of_seed(_: Path, project: Path) -> None:
    path = project / "seeds" / "owners.csv"
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["person"] = "Mia Sommer"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _of_rule(_: Path, project: Path) -> None:
    path = project / "expectations" / "orders.yml"
    path.write_text(path.read_text().replace("severity: info", "severity: warning"))


def _of_weights(_: Path, project: Path) -> None:
    _append(project / "matching" / "customers.yml", "# Reviewed again.")


def _of_model(_: Path, project: Path) -> None:
    _append(project / "models" / "marts" / "customer" / "customers.sql", "-- Reviewed again.")


def _append(path: Path, line: str) -> None:
    path.write_text(f"{path.read_text()}\n{line}\n")
