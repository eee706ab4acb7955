"""`truth test` in a home: the catalogue as it ships, the company's own rules as they hold."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from customer_truth.home.write import Wanted, write_home
from customer_truth.planted.trial import Trial, planted_parts, try_rules

TODAY = date.today()
RULE = f"""\
suite: acme_accounts
mart: customers
key: customer_id
rules:
  - id: customer_is_named
    title: A customer is named
    kind: invariant
    owner: customer_truth_owner
    severity: warning
    dimension: completeness
    why: Nobody can be called by no name.
    fix: Enter the name.
    effective_from: {TODAY}
    must: name is not null
"""
ROWS = "customer_is_named:\n  passes:\n    - {name: Arbor}\n  fails:\n    - {country: US}\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "acme"
    write_home(Wanted(folder, ("salesforce",), TODAY, "Ada Byron <ada@acme.test>"))
    (folder / "expectations" / "acme_accounts.yml").write_text(RULE)
    (folder / "tests" / "planted" / "acme_accounts.yml").write_text(ROWS)
    return folder


def tried(home: Path, *rules: str) -> Trial:
    trial = Trial(0, 0, (), ())
    for part, examples in planted_parts(home, TODAY):
        asked = [rule for rule in part.rules if not rules or rule.id in rules]
        trial += try_rules(part, examples, asked, lambda step: None)
    return trial


def test_a_rule_that_the_company_made_today_is_tried_on_its_rows(home: Path) -> None:
    assert tried(home, "customer_is_named") == Trial(1, 2, (), ())


def test_a_row_that_the_company_planted_wrongly_is_found(home: Path) -> None:
    rows = home / "tests" / "planted" / "acme_accounts.yml"
    rows.write_text(ROWS.replace("{country: US}", "{name: US}"))
    (wrong,) = tried(home, "customer_is_named").wrong
    assert (wrong.row.file, wrong.row.line, wrong.found) == (
        Path("tests/planted/acme_accounts.yml"),
        5,
        "passes",
    )


def test_a_rule_adopted_today_with_other_limits_is_tried_as_the_catalogue_ships_it(
    home: Path,
) -> None:
    adoption = home / "expectations" / "catalogue.yml"
    rule = "committed_deal_is_being_worked"
    told = f"rules: {{{rule}: {{limits: {{quiet_days: 900}}}}}}"
    adoption.write_text(adoption.read_text().replace("rules: {}", told))
    trial = tried(home, rule)
    assert trial.rows >= 2
    assert (trial.wrong, trial.untried) == ((), ())


def test_a_rule_of_the_company_without_rows_is_told(home: Path) -> None:
    (home / "tests" / "planted" / "acme_accounts.yml").unlink()
    assert {one.rule.id for one in tried(home, "customer_is_named").untried} == {
        "customer_is_named"
    }


def test_rows_that_the_company_planted_for_a_rule_of_the_catalogue_are_tried_there(
    home: Path,
) -> None:
    rows = home / "tests" / "planted" / "stage_orders.yml"
    rows.write_text("won_deal_is_not_reopened:\n  passes:\n    - {lifecycle: opportunity}\n")
    trial = tried(home, "won_deal_is_not_reopened")
    files = {one.row.file for one in trial.wrong}
    assert trial.rules == 2
    assert files <= {Path("tests/planted/stage_orders.yml")}
    assert "won_deal_is_not_reopened" in {one.rule.id for one in trial.untried}
