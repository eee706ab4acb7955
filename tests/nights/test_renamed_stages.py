"""A company names its stages as it likes: with every stage renamed, a night finds the same."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.conftest import NightHome, truth
from tests.nights.conftest import copy_project
from tests.warehouse_contents import query

# Every column of the registry that holds the name of a stage.
COLUMNS = {
    "lifecycle_stages": ("stage",),
    "stage_transitions": ("from_stage", "to_stage"),
    "stage_mappings": ("stage",),
    "pause_reasons": ("stage",),
}
FINDINGS = "select rule_id, record_key from quality.exceptions where resolved is null order by all"


def rename_stages(seeds: Path) -> None:
    """Gives each stage of each lifecycle a name that nobody has thought of."""
    for file, columns in COLUMNS.items():
        path = seeds / f"{file}.csv"
        with path.open(encoding="utf-8", newline="") as table:
            rows = list(csv.DictReader(table))
        for row in rows:
            for column in columns:
                row[column] = f"etappe_{row[column][::-1]}"
        with path.open("w", encoding="utf-8", newline="") as table:
            writer = csv.DictWriter(table, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


@pytest.fixture(scope="module")
def renamed(demo_night: NightHome, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("renamed")
    (home / "raw").symlink_to(demo_night.home / "raw")
    project = copy_project(home / "project")
    rename_stages(project / "seeds")
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
