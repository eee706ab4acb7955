"""Every rule is seen green on the rows that pass and red on the rows that must fail."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from customer_truth.criteria.rule_sql import Criterion
from customer_truth.definitions.load import every_suite
from customer_truth.definitions.marts import Mart
from customer_truth.rules import Rule, Suite
from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.planted.conftest import Engine, Planted

RULES = [rule for suite in every_suite(ROOT) for rule in suite.rules]
CRITERIA = [rule for rule in RULES if rule.expect is None]


@pytest.mark.parametrize("rule", CRITERIA, ids=lambda rule: rule.id)
def test_a_rule_passes_what_it_should_and_fails_what_it_must(
    rule: Rule,
    planted: Planted,
    marts: dict[str, Mart],
    engine: Engine,
    compiled: Callable[[Rule], Criterion],
) -> None:
    judged = engine.rows_judged(compiled(rule), marts[rule.mart], planted.values(rule.id))

    assert {key for key, applies, _ in judged if applies} == planted.keys(
        rule.id, "passes", "fails"
    )
    assert {key for key, applies, holds in judged if applies and not holds} == planted.keys(
        rule.id, "fails"
    )


def test_every_planted_row_can_be_read_and_belongs_to_a_rule(planted: Planted) -> None:
    assert list(planted.problems) == []


def test_every_rule_has_a_row_that_passes_and_a_row_that_must_fail(planted: Planted) -> None:
    lacking = [
        f"{rule.id}: {group}"
        for rule in RULES
        for group in ("passes", "fails")
        if not planted.keys(rule.id, group)
    ]
    assert lacking == []


def test_every_condition_has_a_row_that_it_leaves_out(planted: Planted) -> None:
    assert [r.id for r in RULES if (r.when or r.order) and not planted.keys(r.id, "ignores")] == []


def test_every_row_has_a_key_of_its_own(planted: Planted, suites: list[Suite]) -> None:
    for suite in suites:
        keys = [key for rule in suite.rules for key in planted.keys(rule.id)]
        assert len(keys) == len(set(keys)), suite.name


@pytest.mark.parametrize(
    ("planted_wrongly", "complaint"),
    [
        (
            "bonus_is_paid_on_a_deal_that_is_won:\n  passes:\n    - {is_deal_lost: true}\n",
            "tests/planted/bonus_payments.yml:3: has column is_deal_lost in "
            "bonus_is_paid_on_a_deal_that_is_won, needs one of the mart bonus_payments",
        ),
        (
            "bonus_is_paid_by_friday:\n  passes:\n    - {is_deal_won: true}\n",
            "tests/planted/bonus_payments.yml:1: has rows of bonus_is_paid_by_friday, "
            "needs a rule of expectations/bonus_payments.yml",
        ),
        (
            "bonus_is_paid_on_a_deal_that_is_won:\n  succeeds:\n    - {is_deal_won: true}\n",
            "tests/planted/bonus_payments.yml:2: has succeeds in "
            "bonus_is_paid_on_a_deal_that_is_won, needs lists of passes, fails, ignores",
        ),
        (
            "bonus_is_paid_on_a_deal_that_is_won:\n  fails:\n    - is_deal_won\n",
            "tests/planted/bonus_payments.yml:3: has 'is_deal_won' in "
            "bonus_is_paid_on_a_deal_that_is_won, needs a row such as {column: value}",
        ),
    ],
    ids=["unknown column", "unknown rule", "unknown group", "no row"],
)
def test_a_row_that_cannot_be_planted_is_named_with_its_place(
    read_cases: Callable[[Path], Planted], tmp_path: Path, planted_wrongly: str, complaint: str
) -> None:
    folder = tmp_path / "tests" / "planted"
    shutil.copytree(ROOT / "tests" / "planted", folder)
    (folder / "bonus_payments.yml").write_text(planted_wrongly)

    assert complaint in read_cases(tmp_path).problems


def test_a_file_of_no_suite_and_a_suite_without_a_file_are_named(
    read_cases: Callable[[Path], Planted], tmp_path: Path
) -> None:
    folder = tmp_path / "tests" / "planted"
    shutil.copytree(ROOT / "tests" / "planted", folder)
    (folder / "orders.yml").rename(folder / "ordres.yml")

    assert set(read_cases(tmp_path).problems) == {
        "tests/planted/ordres.yml: is no suite of expectations/, needs to be one",
        "tests/planted/orders.yml: is missing, needs the rows of orders",
    }
