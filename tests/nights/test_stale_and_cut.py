"""A night on a system that stands still and on tables that are cut, and the whole one after it."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.conftest import ROOT, Ended, NightHome, truth
from tests.warehouse_contents import query

CUT = ("salesforce/opportunity_history", "zendesk/ticket_comment")
_PAST = """
insert into quality.table_nights
select
    table_id, night - cast(back as integer),
    cast(row_count * (1 - 0.002 * back) as bigint), newest_at - to_days(back), true
from quality.table_nights, range(1, 15) as nights(back)
"""


@dataclass(frozen=True)
class Night:
    """How a night ended, what it says in JSON, and where it is kept."""

    home: Path
    ended: Ended
    run: dict[str, Any]
    rows_before: dict[str, int]

    @property
    def rules(self) -> dict[str, dict[str, Any]]:
        """What it says of each rule."""
        return {rule["id"]: rule for rule in self.run["rules"]}


def nightly(home: Path, rows_before: dict[str, int]) -> Night:
    (home / "run.json").unlink(missing_ok=True)
    ended = truth("nightly", "--older-extracts", "--json", home / "run.json", home=home)
    assert (home / "run.json").is_file(), ended.err
    return Night(home, ended, json.loads((home / "run.json").read_text()), rows_before)


def rewritten(path: Path, select: str) -> int:
    """Replaces an extract by a selection of it; how many rows it had."""
    part = path.with_suffix(".part")
    duckdb.sql(f"copy ({select.format(t=path)}) to '{part}' (format parquet)")
    before = duckdb.sql(f"select count(*) from '{path}'").fetchall()[0][0]
    part.replace(path)
    return int(before)


@pytest.fixture(scope="module")
def cut(demo_night: NightHome, tmp_path_factory: pytest.TempPathFactory) -> Night:
    """HubSpot has stood still for 20 days, and two tables have a tenth of their rows."""
    home = tmp_path_factory.mktemp("cut") / "home"
    shutil.copytree(demo_night.home, home, symlinks=True)
    with duckdb.connect(str(home / "warehouse" / "customer_truth.duckdb")) as warehouse:
        warehouse.execute(_PAST)
    for path in sorted((home / "raw" / "hubspot").glob("*.parquet")):
        older = "_fivetran_synced - interval 20 day as _fivetran_synced"
        rewritten(path, f"select * replace ({older}) from '{{t}}'")
    rows = {}
    for name in CUT:
        path = home / "raw" / f"{name}.parquet"
        tenth = f"select * from '{{t}}' limit (select count(*) // 10 from '{path}')"
        rows[name] = rewritten(path, tenth)
    return nightly(home, rows)


@pytest.fixture(scope="module")
def whole(cut: Night, demo_night: NightHome, tmp_path_factory: pytest.TempPathFactory) -> Night:
    """The night after it, on the extracts as they were before."""
    home = tmp_path_factory.mktemp("whole") / "home"
    shutil.copytree(cut.home, home, symlinks=True)
    shutil.rmtree(home / "raw")
    shutil.copytree(demo_night.home / "raw", home / "raw")
    return nightly(home, {})


def found(home: Path, rule: str) -> set[str]:
    sql = f"select record_key from quality.exceptions where rule_id = '{rule}' and resolved is null"
    return {str(key) for (key,) in query(home, sql)}


def test_a_sync_that_died_is_named_system_and_table(cut: Night) -> None:
    rule = cut.rules["hubspot_sync_is_alive"]
    assert (rule["verdict"], rule["owner"]) == ("failed", "marketing_operations")
    assert {"hubspot:deal", "hubspot:contact", "hubspot:email_event"} <= found(
        cut.home, "hubspot_sync_is_alive"
    )
    assert (cut.run["verdict"], cut.ended.code) == ("failed", 1)
    for system in ("salesforce", "netsuite", "zendesk", "route_planner"):
        assert cut.rules[f"{system}_sync_is_alive"]["verdict"] == "passed"
        assert cut.rules[f"{system}_sync_is_on_time"]["verdict"] == "passed"


@pytest.mark.parametrize("name", CUT)
def test_a_cut_table_is_named_with_what_was_usual_and_what_was_found(cut: Night, name: str) -> None:
    system, table = name.split("/")
    rule = cut.rules[f"{system}_tables_are_whole"]
    assert (rule["verdict"], rule["failing"]) == ("failed", 1)
    assert found(cut.home, f"{system}_tables_are_whole") == {f"{system}:{table}"}
    before = cut.rows_before[name]
    ((rows, usual),) = query(
        cut.home,
        "select row_count, usual_row_count from marts.source_tables "
        f"where source_table_id = '{system}:{table}'",
    )
    assert (rows, abs(usual - before) < before / 50) == (before // 10, True)
    assert f"{system}.{table} is cut (usual {usual:,}, found {rows:,})" in cut.ended.out


def test_exceptions_that_were_not_looked_at_are_neither_closed_nor_opened(cut: Night) -> None:
    of_tables = {id for id, rule in cut.rules.items() if rule["mart"] == "source_tables"}
    moved = {id for id, rule in cut.rules.items() if rule["new"] or rule["resolved"]}
    assert moved <= of_tables
    assert query(
        cut.home, "select count(*) from quality.exceptions where resolved is not null"
    ) == [(0,)]
    unseen = {id for id in cut.run["not_looked_at"] if cut.rules[id]["verdict"] == "skipped"}
    assert "proposal_has_amount" in unseen
    assert all("not judged: " in cut.rules[id]["reason"] for id in unseen)
    assert sum(cut.rules[id]["not_looked_at"] for id in unseen) > 0


def test_what_reads_no_such_table_is_judged_as_ever(cut: Night, demo_night: NightHome) -> None:
    before = {rule["id"]: rule for rule in demo_night.run["rules"]}
    for rule in ("window_ends_after_it_starts", "netsuite_keys_are_unique"):
        assert rule not in cut.run["not_looked_at"]
        assert cut.rules[rule]["failing"] == before[rule]["failing"] > 0


def test_it_is_said_everywhere_that_they_were_not_looked_at(cut: Night) -> None:
    open_still = "proposal_has_amount"
    listed = truth("exceptions", "--rule", open_still, "--format", "csv", home=cut.home)
    rows = list(csv.DictReader(io.StringIO(listed.out)))
    assert rows and all("opportunity_history is cut" in row["not_looked_at"] for row in rows)
    front = (cut.home / "site" / "index.html").read_text()
    assert "Not looked at" in front and "opportunity_history is cut" in front
    owner = cut.rules[open_still]["owner"]
    page = (cut.home / "site" / "owners" / owner / "rules" / f"{open_still}.html").read_text()
    assert "stay as before" in page
    with (cut.home / "site" / "owners" / owner / "exceptions.csv").open() as file:
        told = {
            row["not_looked_at"] for row in csv.DictReader(file) if row["rule_id"] == open_still
        }
    assert told == {rows[0]["not_looked_at"]}
    message = truth("notify", "--dry-run", home=cut.home)
    assert "Not looked at" in message.out


def test_dbt_source_freshness_says_the_same(cut: Night) -> None:
    target = cut.home / "freshness"
    subprocess.run(
        [
            *(Path(sys.executable).with_name("dbt"), "source", "freshness", "--target", "duckdb"),
            *("--profiles-dir", "profiles", "--target-path", target, "--log-path", target),
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "CUSTOMER_TRUTH_BUILD": str(cut.home / "warehouse" / "customer_truth.duckdb"),
            "DO_NOT_TRACK": "1",
        },
        capture_output=True,
        check=False,
    )
    results = json.loads((target / "sources.json").read_text())["results"]
    told = {result["unique_id"].split(".", 2)[2]: result["status"] for result in results}
    stale = {key.replace(":", ".") for key in found(cut.home, "hubspot_sync_is_alive")}
    assert {name for name, status in told.items() if status == "error"} == stale
    limited = "select source_table_id from marts.source_tables where error_after_hours is not null"
    # dbt also tells of a table that another of the vendor's layouts has in its place.
    here = {
        name for name in told if (cut.home / "raw" / f"{name.replace('.', '/')}.parquet").exists()
    }
    assert here == {str(id).replace(":", ".") for (id,) in query(cut.home, limited)}
    assert {told[name] for name in here} == {"pass", "error"}


def test_the_next_whole_night_closes_and_opens_nothing_falsely(
    whole: Night, cut: Night, demo_night: NightHome
) -> None:
    of_tables = {id for id, rule in whole.rules.items() if rule["mart"] == "source_tables"}
    assert {id for id, rule in whole.rules.items() if rule["new"]} == set()
    resolved = {id for id, rule in whole.rules.items() if rule["resolved"]}
    assert resolved <= of_tables and "hubspot_sync_is_alive" in resolved
    assert whole.run["not_looked_at"] == []
    kept = "select count(*) from quality.exceptions where times_reopened > 0 or not_looked_at <> ''"
    assert query(whole.home, kept) == [(0,)]
    still_open = (
        "select rule_id, record_key, first_seen from quality.exceptions "
        "where resolved is null order by all"
    )
    assert query(whole.home, still_open) == query(demo_night.home, still_open)
    assert {id: rule["verdict"] for id, rule in whole.rules.items() if id not in of_tables} == {
        rule["id"]: rule["verdict"]
        for rule in demo_night.run["rules"]
        if rule["id"] not in of_tables
    }


def test_a_night_that_was_cut_does_not_become_usual(whole: Night) -> None:
    sql = "select count(*) from quality.table_nights where not is_usual"
    assert query(whole.home, sql) == [(0,)]
