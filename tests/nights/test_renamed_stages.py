"""A company words stages, roles and types as it likes: with all renamed, a night finds the same."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from customer_truth.registry.load import load_registry
from customer_truth.registry.words import WORD_FIELDS
from tests.conftest import NightHome, truth
from tests.nights.conftest import copy_project
from tests.warehouse_contents import query
from tests.word_places import word_places

# Every column of the registry that holds the name of a stage.
COLUMNS = {
    "lifecycle_stages": ("stage",),
    "stage_transitions": ("from_stage", "to_stage"),
    "stage_mappings": ("stage",),
    "pause_reasons": ("stage",),
}
FINDINGS = "select rule_id, record_key from quality.exceptions where resolved is null order by all"


# The words of these are part of the key of what is found: of a stay, and of a request.
PARTS_OF_KEYS = {"lead_state", "data_request"}


def rewrite(table: Path, change: Callable[[dict[str, str]], None]) -> None:
    """Changes every row of a table of the registry."""
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        change(row)
    with table.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def rename_stages(seeds: Path) -> None:
    """Gives each stage of each lifecycle a name that nobody has thought of."""
    for file, columns in COLUMNS.items():

        def rename(row: dict[str, str], columns: tuple[str, ...] = columns) -> None:
            row.update({column: f"etappe_{row[column][::-1]}" for column in columns})

        rewrite(seeds / f"{file}.csv", rename)


def rename_words(project: Path, raw: Path) -> None:
    """Words every role, type, outcome, channel and status anew, in registry and records alike.

    A word that the registry does not know stays as it is.
    """
    known = [row for row in load_registry(project).words if row.field not in PARTS_OF_KEYS]
    for system in {row.source_system for row in known}:
        for field, (table, column) in word_places(system).items():
            file = raw / system / f"{table}.parquet"
            words = [r.word.lower() for r in known if (r.source_system, r.field) == (system, field)]
            if words and file.exists():
                renamed = file.with_suffix(".renamed")
                duckdb.execute(
                    f"copy (select * replace (case when lower({column}) in (select unnest(?))"
                    f" then 'Wort ' || {column} else {column} end as {column}) from '{file}')"
                    f" to '{renamed}' (format parquet)",
                    [words],
                )
                renamed.replace(file)

    def rename(row: dict[str, str]) -> None:
        if row["field"] not in PARTS_OF_KEYS:
            row["word"] = f"Wort {row['word']}"

    rewrite(project / "seeds" / "system_words.csv", rename)


@pytest.fixture(scope="module")
def renamed(demo_night: NightHome, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("renamed")
    shutil.copytree(demo_night.home / "raw", home / "raw", copy_function=os.link)
    shutil.copytree(demo_night.home / "target", home / "target")
    project = copy_project(home / "project")
    rename_stages(project / "seeds")
    rename_words(project, home / "raw")
    linted = truth("lint", "--project", project, home=home)
    assert linted.code == 0, linted.err
    ended = truth(
        *("nightly", "--project", project, "--no-alerts", "--json", home / "run.json"), home=home
    )
    assert (home / "run.json").is_file(), ended.err
    return home


def test_verdicts_counts_and_failing_keys_are_those_of_the_company_before(
    demo_night: NightHome, renamed: Path
) -> None:
    assert query(renamed, FINDINGS) == query(demo_night.home, FINDINGS)
    before = "select rule_id, verdict, records, failing from quality.rule_results order by all"
    assert query(renamed, before) == query(demo_night.home, before)


def test_no_name_of_before_is_left_in_a_mart(renamed: Path) -> None:
    left = query(renamed, "select distinct stage from marts.stage_visits where stage is not null")
    assert left
    assert all(name.startswith("etappe_") for (name,) in left)


def test_every_word_of_a_company_was_renamed(renamed: Path) -> None:
    used = query(
        renamed, "select distinct field, word from marts.words_in_use where means is not null"
    )
    fields = {field for field, said in WORD_FIELDS.items() if said.systems != ("olist",)}
    assert {field for field, _ in used} == fields
    left = {(field, word) for field, word in used if not word.startswith("wort ")}
    assert {field for field, _ in left} == PARTS_OF_KEYS
