"""A company with Salesforce and Zendesk, from the built wheel to its first night and gate.

Standard columns only: every finding must be true, nothing red for a column that is absent, and
nothing of the demo company anywhere.
"""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.nights.small_company import ABSENT, NOBODY, OVERDUE, SYSTEMS, write_extracts
from tests.warehouse_contents import query

_TRUTH = "from customer_truth.cli import main; raise SystemExit(main())"
TRUE = {
    "open_deal_closes_in_the_future": {f"salesforce:{OVERDUE}"},
    "known_customer_still_resolves": {"account:salesforce:001000000000000019"},
    # One account was deleted, and one person of the desk.
    "salesforce_references_lead_somewhere": {
        f"salesforce.{table}.account_id:001000000000000019"
        for table in ("opportunity", "opportunity_history", "task")
    },
    "zendesk_references_lead_somewhere": {
        f"zendesk.{column}:{NOBODY}" for column in ("ticket.requester_id", "ticket_comment.user_id")
    },
}


class Company:
    """A home over the wheel, which lies in a folder of its own and not in this repository."""

    def __init__(self, folder: Path) -> None:
        self.engine, self.home = folder / "engine", folder / "acme"

    def install(self) -> None:
        made = self.engine.parent / "dist"
        build = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(made))
        subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
        (wheel,) = made.glob("*.whl")
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(self.engine)

    def truth(self, *words: str | Path, cwd: Path | None = None) -> tuple[int, str]:
        """Runs the wheel's `truth` in the home; the code it ended with, and what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", _TRUTH, *map(str, words)],
            cwd=cwd or self.home,
            env={**os.environ, "PYTHONPATH": str(self.engine)},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    @property
    def run(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.home / "run.json").read_text())
        return found


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    company = Company(tmp_path_factory.mktemp("company"))
    company.install()
    asked = ("--systems", ",".join(SYSTEMS), "--owner", "Ada Byron <ada@acme.example.com>")
    assert company.truth("init", "acme", *asked, cwd=company.home.parent)[0] == 0
    settings = company.home / "dbt_project.yml"
    told = settings.read_text()
    settings.write_text(told.replace("absent_tables: []", f"absent_tables: [{', '.join(ABSENT)}]"))
    write_extracts(company.home / "raw", datetime.now(UTC))
    code, printed = company.truth("nightly", "--exit-zero", "--json", "run.json")
    assert code == 0, printed
    return company


def test_the_engine_is_the_one_of_the_wheel(company: Company) -> None:
    link = company.home / ".truth"
    assert link.resolve() == company.engine / "customer_truth" / "engine"
    assert ROOT not in link.resolve().parents


def test_every_finding_is_true(company: Company) -> None:
    found = query(
        company.home,
        "select rule_id, record_key from quality.exceptions where resolved is null",
    )
    assert {(rule, key) for rule, keys in TRUE.items() for key in keys} == set(found)


def test_nothing_is_red_for_a_column_that_is_absent(company: Company) -> None:
    counts = company.run["counts"]
    assert counts["errored"] == counts["failed"] == 0
    assert counts["evaluated"] + counts["skipped"] + counts["not_applicable"] == counts["declared"]
    reasons = {rule["id"]: rule["reason"] for rule in company.run["rules"]}
    assert reasons["open_deal_has_a_decision_maker"] == (
        "salesforce.contact.deal_role_c is not in the extracts"
    )
    assert reasons["won_deal_has_a_customer_record"] == "netsuite, olist are off"


def test_nobody_and_no_stage_of_the_demo_company_is_on_any_page(company: Company) -> None:
    with (ROOT / "seeds" / "owners.csv").open() as file:
        rows = list(csv.DictReader(file))
    names = {row[column] for row in rows for column in ("person", "email", "role")}
    names -= {"customer_truth_owner"}
    demo = re.compile(rf"\b({'|'.join(map(re.escape, sorted(names)))})\b")
    pages = [path for path in (company.home / "site").rglob("*") if path.is_file()]
    assert len(pages) > 100
    told = {
        (path.name, found[0])
        for path in pages
        if (found := demo.search(path.read_text("utf-8", errors="replace")))
    }
    assert told == set()


def test_the_home_holds_nothing_but_a_few_lines_of_its_own(company: Company) -> None:
    for folder in ("models", "macros", "tests/data", "tests/planted"):
        assert [path.name for path in (company.home / folder).iterdir()] == [".gitkeep"]
    assert company.truth("lint")[0] == 0


def test_planted_rows_of_the_catalogue_are_as_planted(company: Company) -> None:
    code, printed = company.truth("test", "open_deal_closes_in_the_future")
    assert code == 0, printed


def test_the_gate_names_what_a_change_of_the_adoption_moves(company: Company) -> None:
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "first")):
        git = ("git", "-c", "user.name=ada", "-c", "user.email=ada@acme.example.com")
        subprocess.run([*git, *words], cwd=company.home, check=True)
    path = company.home / "expectations" / "catalogue.yml"
    told = path.read_text()
    off = "  rules:\n    open_deal_closes_in_the_future: {because: We like it late.}\n"
    path.write_text(re.sub(r"(?m)^off:\n", f"off:\n{off}", told))
    code, printed = company.truth("gate", "--base", "HEAD")
    path.write_text(told)
    assert code == 1, printed
    assert "rule removed           rule open_deal_closes_in_the_future" in printed
    assert "1 newly passing" in printed
    assert "customer_truth_owner (Ada Byron): missing" in printed


def test_dbt_by_hand_works_in_the_home(company: Company) -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "dbt", "ls", "--profiles-dir", "profiles", "--quiet"],
        cwd=company.home,
        env={**os.environ, "CUSTOMER_TRUTH_BUILD": str(company.home.parent / "by_hand.duckdb")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "customer_truth.marts" in done.stdout
