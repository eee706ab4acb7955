"""The planted rows, judged by Great Expectations itself on the way that a night takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from customer_truth.criteria.rule_sql import Criterion
from customer_truth.definitions.load import every_suite
from customer_truth.definitions.marts import Mart
from customer_truth.expectations import Outcome, evaluate_mart, failing_keys_table, open_context
from customer_truth.rules import Rule, Suite
from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.planted.conftest import Engine, Planted

RULES = [rule for suite in every_suite(ROOT) for rule in suite.rules]
EXPECTATIONS = [rule for rule in RULES if rule.expect is not None]


@dataclass(frozen=True)
class Verdict:
    """What one rule came to: Great Expectations' own word, the counts, and the keys that fail."""

    is_green: bool
    outcome: Outcome
    failing: set[str]


@dataclass
class GreatExpectations:
    """Great Expectations on one engine; judges each suite once, with the rows of all its rules."""

    engine: Engine
    planted: Planted
    suites: Mapping[str, Suite]
    marts: Mapping[str, Mart]
    compiled: Callable[[Rule], Criterion]
    context: Any = field(default_factory=open_context)
    found: dict[str, Verdict] = field(default_factory=dict)

    def verdict(self, rule: Rule) -> Verdict:
        """What a rule came to among the rows of all rules of its suite."""
        if rule.id not in self.found:
            self.found |= self.judge(*self.suites[rule.suite].rules)
        return self.found[rule.id]

    def judge(self, *rules: Rule) -> dict[str, Verdict]:
        """Plants the rows of rules of one suite, and nothing else, and judges them together."""
        suite, engine = self.suites[rules[0].suite], self.engine
        values = [row for rule in rules for row in self.planted.values(rule.id)]
        engine.plant(self.marts[suite.mart], values)
        outcomes, validations = evaluate_mart(
            self.context,
            engine.url,
            engine.schema,
            suite.mart,
            suite.key,
            suite.customer,
            suite.value,
            [self.compiled(rule) for rule in rules],
            [],
            store_schema=engine.store,
        )
        keys: dict[str, set[str]] = {rule.id: set() for rule in rules}
        table = failing_keys_table(engine.store)
        for rule_id, key in engine.execute(f"select rule_id, record_key from {table}"):
            if rule_id in keys:
                keys[rule_id].add(key)
        results = [result for validation in validations for result in validation.results]
        green = {result.expectation_config.meta["rule_id"]: result.success for result in results}
        return {o.rule_id: Verdict(green[o.rule_id], o, keys[o.rule_id]) for o in outcomes}


@pytest.fixture(scope="module")
def great_expectations(
    engine: Engine,
    planted: Planted,
    suites: list[Suite],
    marts: dict[str, Mart],
    compiled: Callable[[Rule], Criterion],
) -> GreatExpectations:
    return GreatExpectations(engine, planted, {s.name: s for s in suites}, marts, compiled)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_great_expectations_fails_exactly_the_rows_that_must_fail(
    rule: Rule, planted: Planted, great_expectations: GreatExpectations
) -> None:
    verdict = great_expectations.verdict(rule)

    assert verdict.outcome.error is None
    assert not verdict.is_green
    assert verdict.failing & planted.keys(rule.id) == planted.keys(rule.id, "fails")
    assert verdict.outcome.failing == len(verdict.failing)


@pytest.mark.parametrize("rule", EXPECTATIONS, ids=lambda rule: rule.id)
def test_an_expectation_counts_the_rows_that_it_applies_to(
    rule: Rule, planted: Planted, great_expectations: GreatExpectations
) -> None:
    verdict = great_expectations.judge(rule)[rule.id]

    applies, fails = planted.keys(rule.id, "passes", "fails"), planted.keys(rule.id, "fails")
    assert verdict.outcome == Outcome(rule.id, records=len(applies), failing=len(fails), waived=0)
    assert verdict.failing == fails
