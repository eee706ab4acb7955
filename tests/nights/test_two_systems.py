"""A company with Salesforce and Zendesk only, as their standard syncs land them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.conftest import made_once, truth
from tests.nights.test_bad_input import rewrite
from tests.nights.two_systems import EMPTIED, SYSTEMS, its_night, its_project, kept, tables, told_of

# An organization is led to its customer by the number that the ERP gave it.
FOUND = {"open_ticket_has_an_agent", "ticket_belongs_to_a_customer"}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, dict[str, Any]]:
    """Without a planted defect, what is red is red for want of something, or truly so."""
    return made_once(tmp_path_factory, "two-systems", _night_of)


def _night_of(home: Path) -> tuple[Path, str, dict[str, Any]]:
    made = truth("demo", "--clean", "--customers", "500", home=home)
    assert made.code == 0, made.err
    there, absent = tables()
    for table in there:
        path = home / "raw" / table.system / f"{table.name}.parquet"
        held = set(duckdb.read_parquet(str(path)).columns)
        columns = [
            f'cast(null as bigint) as "{name}"' if (table.id, name) == EMPTIED else f'"{name}"'
            for name in kept(table)
            if name in held
        ]
        rewrite(path, f"select {', '.join(columns)} from {{it}}")
    for table in absent:
        (home / "raw" / table.system / f"{table.name}.parquet").unlink(missing_ok=True)
    ended = its_night(its_project(home / "project"), home)
    return home, ended.err, told_of(home)


def rules_of(run: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {rule["id"]: rule for rule in run["rules"]}


def test_no_rule_is_red_for_what_is_absent(night: tuple[Path, str, dict[str, Any]]) -> None:
    red = {id for id, rule in rules_of(night[2]).items()
           if rule["verdict"] in ("failed", "warned", "errored")}  # fmt: skip
    assert red - {"own_account_has_a_tax_id"} == FOUND


def test_a_column_that_is_there_and_empty_is_judged(
    night: tuple[Path, str, dict[str, Any]],
) -> None:
    rule = rules_of(night[2])["open_ticket_has_an_agent"]
    assert rule["failing"] == rule["records"] > 0
    assert rule["reason"] is None


def test_a_mart_that_cannot_be_followed_is_judged_and_the_night_says_so(
    night: tuple[Path, str, dict[str, Any]],
) -> None:
    rule = rules_of(night[2])["own_account_has_a_tax_id"]
    assert rule["failing"] == rule["records"] > 0
    assert "own_accounts: its columns cannot be followed to the extracts" in night[1]


@pytest.mark.parametrize(
    ("rule", "verdict", "reason"),
    [
        ("same_issue_does_not_come_back", "not_applicable",
         "zendesk.ticket.custom_category is not in the extracts"),
        ("invoice_is_not_paid_twice", "not_applicable", "netsuite is off"),
        ("suspected_link_is_decided", "skipped", "no records"),
        ("known_customer_still_resolves", "skipped", "none in scope"),
    ],
)  # fmt: skip
def test_the_reasons_for_judging_nothing_are_told_apart_everywhere(
    night: tuple[Path, str, dict[str, Any]], rule: str, verdict: str, reason: str
) -> None:
    home, _, run = night
    told = rules_of(run)[rule]
    assert (told["verdict"], told["reason"]) == (verdict, reason)
    flag = "--applicable" if verdict == "skipped" else "--not-applicable"
    listed = truth(
        "rules", flag, "--format", "json", "--sources", ",".join(SYSTEMS),
        "--project", home / "project", home=home,
    )  # fmt: skip
    assert {row["id"]: row["reason"] for row in json.loads(listed.out)}[rule] == reason
    page = next(home.glob(f"site*/owners/*/rules/{rule}.html")).read_text()
    assert reason in page
    assert f"</svg>{verdict.replace('_', ' ').capitalize()}</span>" in page


def test_what_is_not_applicable_is_neither_evaluated_nor_skipped(
    night: tuple[Path, str, dict[str, Any]],
) -> None:
    counts = night[2]["counts"]
    unchecked = counts["skipped"] + counts["not_applicable"]
    assert counts["declared"] == counts["evaluated"] + unchecked
    assert counts["not_applicable"] > counts["evaluated"] > 0
