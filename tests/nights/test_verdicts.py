"""One night on changed definitions and settings: every verdict that a sound demo never shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NightHome, truth
from tests.nights.conftest import copy_project
from tests.warehouse_contents import query

BROKEN_AT_NIGHT = """
  - id: price_is_read_from_a_column_that_breaks
    title: A price has a column beside it that the engine can read
    kind: invariant
    owner: sales_operations
    severity: info
    dimension: conformity
    why: It stands for a rule that this engine cannot evaluate.
    fix: Mend the mart.
    effective_from: 2024-01-01
    must: unreadable_days > -1
"""
BROKEN_COLUMN = """
      - name: unreadable_days
        data_type: integer
        description: "What no engine can read, though the mart declares it."
"""
BROKEN_EXPRESSION = """
select described.*, cast(error('no days of ' || opportunity_id) as integer) as unreadable_days
from described
"""

NOT_YET_IN_FORCE = """
  - id: contact_has_an_email_from_next_century_on
    title: A contact has an e-mail address
    kind: invariant
    owner: customer_master_steward
    severity: critical
    dimension: completeness
    why: It stands for a rule that is agreed but not in force yet.
    fix: Wait.
    effective_from: 2100-01-01
    must: email is not null
"""


@pytest.fixture(scope="module")
def changed_night(
    demo_night: NightHome, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, int, dict[str, dict[str, Any]], dict[str, Any]]:
    """The demo's extracts judged by a project with two more rules and a waiver."""
    home = tmp_path_factory.mktemp("changed")
    (home / "raw").symlink_to(demo_night.home / "raw")
    project = copy_project(home / "project")
    for suite, text in (("opportunities", BROKEN_AT_NIGHT), ("contacts", NOT_YET_IN_FORCE)):
        with (project / "expectations" / f"{suite}.yml").open("a") as rules:
            rules.write(text)
    break_a_column(project / "models" / "marts" / "lifecycle" / "opportunities.sql")
    settings = project / "dbt_project.yml"
    settings.write_text(
        settings.read_text().replace(
            "absent_tables: []", "absent_tables: [spreadsheets.bonus_payments]"
        )
    )
    ((key,),) = query(
        demo_night.home,
        "select min(record_key) from quality.exceptions where rule_id = 'proposal_has_amount'",
    )
    with (project / "seeds" / "waivers.csv").open("a") as waivers:
        waivers.write(
            f"W1,proposal_has_amount,{key},Price is agreed by phone,sales_operations,"
            "controller,2026-11-01,2099-12-31\n"
        )
    ended = truth("nightly", "--project", project, "--json", home / "run.json", home=home)
    assert (home / "run.json").is_file(), ended.err
    run = json.loads((home / "run.json").read_text())
    return home, ended.code, {rule["id"]: rule for rule in run["rules"]}, run


def break_a_column(model: Path) -> None:
    """Gives a mart a column that is computed, and breaks, only where it is read: a view's."""
    told = model.read_text().replace("select * from described\n", BROKEN_EXPRESSION)
    model.write_text("{{ config(materialized='view') }}\n" + told)
    contract = model.with_suffix(".yml")
    contract.write_text(contract.read_text().rstrip("\n") + BROKEN_COLUMN)


def test_a_rule_that_could_not_be_evaluated_is_errored_and_the_night_ends_with_2(
    changed_night: tuple[Path, int, dict[str, dict[str, Any]], dict[str, Any]],
) -> None:
    _, code, rules, run = changed_night
    assert code == 2
    assert run["verdict"] == "errored"
    assert rules["price_is_read_from_a_column_that_breaks"]["verdict"] == "errored"
    assert rules["price_is_read_from_a_column_that_breaks"]["reason"]
    assert run["counts"]["errored"] == 1, "a broken rule errors alone"
    assert rules["contact_email_is_well_formed"]["verdict"] == "warned"


def test_a_rule_that_is_not_in_force_judges_nobody(
    changed_night: tuple[Path, int, dict[str, dict[str, Any]], dict[str, Any]],
) -> None:
    rule = changed_night[2]["contact_has_an_email_from_next_century_on"]
    assert rule["verdict"] == "skipped"
    assert rule["reason"] == "not in force on 2026-11-02"


def test_rules_on_a_table_that_the_company_does_not_have_are_not_applicable(
    changed_night: tuple[Path, int, dict[str, dict[str, Any]], dict[str, Any]],
) -> None:
    rule = changed_night[2]["bonus_is_paid_on_a_deal_that_is_won"]
    assert rule["verdict"] == "not_applicable"
    assert rule["reason"] == "spreadsheets.bonus_payments is not in the extracts"


def test_a_waived_record_does_not_count_and_keeps_its_waiver(
    changed_night: tuple[Path, int, dict[str, dict[str, Any]], dict[str, Any]],
    demo_night: NightHome,
) -> None:
    home, _, rules, _ = changed_night
    unwaived = next(r for r in demo_night.run["rules"] if r["id"] == "proposal_has_amount")
    assert rules["proposal_has_amount"]["failing"] == unwaived["failing"] - 1
    assert rules["proposal_has_amount"]["waived"] == 1
    assert rules["proposal_has_amount"]["customers_touched"] <= unwaived["customers_touched"]
    assert query(
        home, "select count(*), min(rule_id) from quality.exceptions where waiver_id = 'W1'"
    ) == [(1, "proposal_has_amount")]
