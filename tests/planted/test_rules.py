"""Every rule is seen green on the rows that pass and red on the rows that must fail."""

from __future__ import annotations

from collections.abc import Callable
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
