"""A company without some columns and a table: nothing is red for it, all else is as before."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NightHome, truth
from tests.nights.conftest import copy_project
from tests.nights.test_bad_input import rewrite
from tests.warehouse_contents import query

LACKING = {
    "salesforce/opportunity_history": ("scope_signed_c", "decision_process_c"),
    "salesforce/account": ("lei_c",),
    "salesforce/lead": ("responded_c",),
    "hubspot/contact": ("property_legal_basis",),
    "netsuite/customrecord_contract": ("custrecord_substance",),
    "route_planner/sites": ("gln", "receiving_hours"),
    "zendesk/ticket": ("custom_category", "custom_next_action"),
}
TABLE = "spreadsheets.bonus_payments"
NOT_APPLICABLE = {
    "send_has_a_legal_basis": "hubspot.contact.property_legal_basis",
    "qualified_lead_is_answered_in_time": "salesforce.lead.responded_c",
    "revenue_waits_for_the_contract_criteria": (
        "netsuite.customrecord_contract.custrecord_substance"
    ),
    "site_gln_is_valid": "route_planner.sites.gln",
    "gln_names_one_site": "route_planner.sites.gln",
    "window_lies_in_receiving_hours": "route_planner.sites.receiving_hours",
    "same_issue_does_not_come_back": "zendesk.ticket.custom_category",
    "open_ticket_has_a_next_action": "zendesk.ticket.custom_next_action",
    "bonus_is_paid_on_a_deal_that_is_won": TABLE,
}
OF_HUBSPOT_ALONE = {
    "won_deal_has_signed_scope": "salesforce.opportunity_history.scope_signed_c",
    "proposal_ends_with_a_decision_process": "salesforce.opportunity_history.decision_process_c",
}
# What these ask for comes from several columns or tables, of which one is left.
BY_THE_REST = {
    "company_numbers_are_valid",  # the DUNS number, without the LEI
    "site_hours_are_understood",  # the hours of the sheets, without those of the route planner
    "spreadsheets_keys_are_unique",
    "spreadsheets_values_can_be_read",
    "two_green_functions_leave_a_good_month",  # credit notes, without the category of tickets
}
_OPEN = "select rule_id, record_key from quality.exceptions where resolved is null"


@pytest.fixture(scope="module")
def poor_night(
    demo_night: NightHome, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Any]]:
    """The demo company without these columns, and without one table."""
    home = tmp_path_factory.mktemp("poor")
    shutil.copytree(demo_night.home / "raw", home / "raw")
    for table, columns in LACKING.items():
        path = home / "raw" / f"{table}.parquet"
        rewrite(path, f"select * exclude ({', '.join(columns)}) from {{it}}")
    (home / "raw" / f"{TABLE.replace('.', '/')}.parquet").unlink(missing_ok=True)
    project = copy_project(home / "project")
    settings = project / "dbt_project.yml"
    told = settings.read_text().replace("absent_tables: []", f"absent_tables: [{TABLE}]")
    settings.write_text(told)
    truth("nightly", "--project", project, "--json", home / "run.json", home=home)
    return home, json.loads((home / "run.json").read_text())


def rules_of(run: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {rule["id"]: rule for rule in run["rules"]}


@pytest.mark.parametrize(("rule", "lacks"), NOT_APPLICABLE.items())
def test_a_rule_that_asks_for_what_is_absent_is_not_applicable(
    poor_night: tuple[Path, dict[str, Any]], rule: str, lacks: str
) -> None:
    told = rules_of(poor_night[1])[rule]
    assert told["verdict"] == "not_applicable"
    assert told["reason"] == f"{lacks} is not in the extracts"
    assert told["failing"] == 0


@pytest.mark.parametrize(("rule", "lacks"), OF_HUBSPOT_ALONE.items())
def test_the_records_of_the_system_that_has_the_column_are_judged(
    poor_night: tuple[Path, dict[str, Any]], demo_night: NightHome, rule: str, lacks: str
) -> None:
    told, whole = (rules_of(run)[rule] for run in (poor_night[1], demo_night.run))
    assert lacks in told["reason"]
    assert 0 < told["records"] < whole["records"]
    keys = f"{_OPEN} and rule_id = '{rule}'"
    assert set(query(poor_night[0], keys)) == {
        found for found in query(demo_night.home, keys) if str(found[1]).startswith("hubspot:")
    }


def test_every_other_rule_says_what_it_said_of_the_same_records(
    poor_night: tuple[Path, dict[str, Any]], demo_night: NightHome
) -> None:
    home, run = poor_night
    poor, whole = rules_of(run), rules_of(demo_night.run)
    touched = {id for id, told in poor.items() if "extracts" in (told["reason"] or "")}
    counted = ("verdict", "records", "failing", "reason")
    for id in whole.keys() - touched - BY_THE_REST:
        assert [poor[id][name] for name in counted] == [whole[id][name] for name in counted], id
    open_then, open_now = (
        {key for key in query(at, _OPEN) if key[0] not in touched} for at in (demo_night.home, home)
    )
    assert open_now <= open_then
    assert {str(key[0]) for key in open_then - open_now} == BY_THE_REST


def test_what_is_not_applicable_is_counted_apart(poor_night: tuple[Path, dict[str, Any]]) -> None:
    home, run = poor_night
    counts = run["counts"]
    assert counts["not_applicable"] >= len(NOT_APPLICABLE)
    evaluated = counts["evaluated"] + counts["skipped"] + counts["not_applicable"]
    assert evaluated == counts["declared"]
    assert query(home, "select not_applicable from quality.runs") == [(counts["not_applicable"],)]
    page = next((home / "site").glob("owners/*/rules/site_gln_is_valid.html")).read_text()
    assert "</svg>Not applicable</span>" in page
    assert "not_applicable" not in page.partition("</head>")[0]
    assert "route_planner.sites.gln is not in the extracts" in page


def test_the_rules_are_listed_by_whether_they_apply(
    poor_night: tuple[Path, dict[str, Any]],
) -> None:
    listed = ("rules", "--format", "json", "--project", poor_night[0] / "project")
    found = [
        {
            row["id"]: row["reason"]
            for row in json.loads(truth(*listed, flag, home=poor_night[0]).out)
        }
        for flag in ("--applicable", "--not-applicable")
    ]
    assert NOT_APPLICABLE.keys() <= found[1].keys()
    assert not found[0].keys() & found[1].keys()
    assert found[1]["site_gln_is_valid"] == "route_planner.sites.gln is not in the extracts"
