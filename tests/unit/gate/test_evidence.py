"""What the last night recorded is taken over, under the waivers of today."""

from __future__ import annotations

from pathlib import Path

import pytest

from customer_truth.definitions.load import Definitions
from customer_truth.expectations.judged import Outcome
from customer_truth.gate.evidence import evaluate_side
from customer_truth.lineage.relation import Branch, Relation
from customer_truth.lineage.value import GIVEN, absent, constant
from customer_truth.nightly.evaluate import Evaluated
from customer_truth.warehouse.duckdb import DuckDBWarehouse
from customer_truth.warehouse.duckdb_scratch import DuckDBScratch
from tests.unit.gate.sides import Pair
from tests.unit.notify.told_night import FIRST, Company

_RULE = "proposal_has_amount"


def _recorded_night(folder: Path) -> DuckDBWarehouse:
    """A night in which v-1 to v-3 failed, two of them under a waiver that is gone."""
    company = Company(folder)
    run_id = company.night()
    company.fails("v-1", run_id)
    for key in ("v-2", "v-3"):
        company.fails(key, run_id, waiver_id="w-old")
    return company.warehouse


def test_recorded_failures_count_as_waived_by_the_waivers_of_the_side(tmp_path: Path) -> None:
    side = Pair(tmp_path / "pair", {}).base
    scratch = DuckDBScratch(tmp_path / "scratch", _recorded_night(tmp_path / "night"))
    scratch.show(())
    found = evaluate_side(side, scratch, {_RULE}, {_RULE: 7}, FIRST, lambda _: None, dict)
    outcome = found.outcomes[_RULE]
    # The waiver w1 of the sound project exempts v-1.
    assert (outcome.records, outcome.failing, outcome.waived) == (7, 3, 1)
    with scratch.building() as connection:
        kept = connection.exec_driver_sql(
            "select record_key, waiver_id from work.failing_keys order by all"
        ).all()
    assert [tuple(row) for row in kept] == [("v-1", "w1"), ("v-2", None), ("v-3", None)]


def test_a_rule_that_leaves_records_out_is_judged_anew_on_each_side(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def judged(definitions: Definitions, *_: object) -> Evaluated:
        asked.extend(rule.id for rule in definitions.rules)
        return Evaluated(not_applicable={}, outcomes={_RULE: Outcome(_RULE, 4, 0, 0)})

    monkeypatch.setattr("customer_truth.nightly.evaluate.evaluate", judged)
    side = Pair(tmp_path / "pair", {}).base
    scratch = DuckDBScratch(tmp_path / "scratch", _recorded_night(tmp_path / "night"))
    scratch.show(())
    branches = (
        Branch({"amount": absent(["crm.deal.amount"]), "source_system": constant("crm")}, True),
        Branch({"amount": GIVEN, "source_system": constant("shop")}, True),
    )
    columns = {"visits": Relation((), branches, is_open=True)}
    found = evaluate_side(
        side, scratch, {_RULE}, {_RULE: 7}, FIRST, lambda _: None, lambda: columns
    )
    assert asked == [_RULE]
    assert found.outcomes[_RULE].records == 4
