"""One night on definitions of which some ended: it goes on, says so, and names who answers."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Ended, NightHome, truth
from tests.nights.conftest import copy_project
from tests.warehouse_contents import query

AS_OF = "2026-11-02 12:00:00"
ENDED = "2026-11-01"
STANDS_IN = "Amara Okafor, standing in for Devon Marsh"


@dataclass(frozen=True)
class LapsedNight:
    """The home, its project, how the night ended and what it says of each rule."""

    home: Path
    project: Path
    ended: Ended
    rules: dict[str, dict[str, Any]]
    keys: list[str]

    def open_keys(self, rule: str) -> set[str]:
        """The records that fail a rule."""
        sql = f"select record_key from quality.exceptions where rule_id = '{rule}'"
        return {key for (key,) in query(self.home, f"{sql} and resolved is null")}


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture(scope="module")
def lapsed(demo_night: NightHome, tmp_path_factory: pytest.TempPathFactory) -> LapsedNight:
    """A waiver, a term of office, a rate and a lifecycle that ended the day before the night."""
    home = tmp_path_factory.mktemp("lapsed")
    (home / "raw").symlink_to(demo_night.home / "raw")
    shutil.copytree(demo_night.home / "target", home / "target")
    project = copy_project(home / "project")
    sql = (
        "select record_key from quality.exceptions where rule_id = 'send_has_a_legal_basis' "
        "order by record_key limit 2"
    )
    keys = [key for (key,) in query(demo_night.home, sql)]
    with (project / "seeds" / "waivers.csv").open("a") as waivers:
        for number, (key, until) in enumerate(zip(keys, (ENDED, "2026-11-10"), strict=True), 1):
            waivers.write(
                f"W{number},send_has_a_legal_basis,{key},Agreed by phone,controller,"
                f"customer_truth_owner,2026-10-01,{until}\n"
            )
    seeds = project / "seeds"
    change(
        seeds / "owners.csv",
        "chief_operating_officer,2026-01-01,\n",
        f"chief_operating_officer,2026-01-01,{ENDED}\n",
    )
    change(seeds / "cost_rates.csv", "controller,2024-01-01,\n", f"controller,2024-01-01,{ENDED}\n")
    stages = seeds / "lifecycle_stages.csv"
    lines = [
        line.removesuffix(",") + f",{ENDED}" if line.startswith("ticket,") else line
        for line in stages.read_text("utf-8").splitlines()
    ]
    stages.write_text("\n".join(lines) + "\n", "utf-8")
    ended = truth(
        *("nightly", "--project", project, "--as-of", AS_OF, "--json", home / "run.json"), home=home
    )
    assert (home / "run.json").is_file(), ended.err
    run = json.loads((home / "run.json").read_text())
    return LapsedNight(home, project, ended, {rule["id"]: rule for rule in run["rules"]}, keys)


def test_what_ended_yesterday_does_not_stop_a_night_and_is_refused_by_lint(
    lapsed: LapsedNight,
) -> None:
    assert lapsed.ended.code == 1, lapsed.ended.err
    linted = truth("lint", "--project", lapsed.project, home=lapsed.home)
    assert linted.code == 2
    assert "waiver W1" in linted.err


def test_the_records_of_a_waiver_that_ran_out_fail_again_and_the_waiver_is_a_finding(
    lapsed: LapsedNight,
) -> None:
    """The waiver that held on the day of --as-of exempts, though the wall clock is past its end."""
    assert lapsed.rules["send_has_a_legal_basis"]["waived"] == 1
    sql = "select record_key from quality.exceptions where waiver_id = 'W2'"
    assert query(lapsed.home, sql) == [(lapsed.keys[1],)]
    found = lapsed.open_keys("waiver_that_ran_out_is_ended")
    assert "registry:W1" in found
    assert "registry:W2" not in found


def test_a_role_without_a_holder_is_a_finding_and_falls_to_who_stands_in(
    lapsed: LapsedNight,
) -> None:
    assert "registry:role/sales_operations" in lapsed.open_keys("definition_has_one_living_owner")
    mine = [rule for rule in lapsed.rules.values() if rule["owner"] == "sales_operations"]
    assert {rule["person"] for rule in mine} == {STANDS_IN}
    assert STANDS_IN in lapsed.ended.out
    page = lapsed.home / "site" / "owners" / "sales_operations" / "index.html"
    assert STANDS_IN in page.read_text("utf-8")
    told = truth("notify", "--dry-run", "--project", lapsed.project, home=lapsed.home)
    assert f"{STANDS_IN}, as of" in told.out


def test_a_rate_and_a_lifecycle_of_which_nothing_holds_are_findings(lapsed: LapsedNight) -> None:
    found = lapsed.open_keys("term_has_one_definition_in_its_scope")
    assert {"registry:cost_rate/stop", "registry:lifecycle/ticket"} <= found


def test_the_site_of_such_a_night_is_published_again_by_the_same_day(lapsed: LapsedNight) -> None:
    ended = truth("site", "--project", lapsed.project, home=lapsed.home)
    assert ended.code == 0, ended.err
    page = lapsed.home / "site" / "owners" / "sales_operations" / "index.html"
    assert STANDS_IN in page.read_text("utf-8")
