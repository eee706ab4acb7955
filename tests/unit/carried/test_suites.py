"""What decides how a suite of rules comes out tells its evaluations apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from customer_truth.carried.nodes import NO_STEPS, Steps
from customer_truth.carried.suites import (
    Evaluation,
    fingerprint,
    keep_evaluations,
    kept_evaluations,
)
from customer_truth.criteria.rule_sql import Criterion, compile_rule
from customer_truth.definitions.load import load_definitions
from customer_truth.expectations import Outcome, Waiver
from customer_truth.quality.tables import evaluated_suites
from customer_truth.rules.model import Suite
from tests.conftest import ROOT

NIGHT = datetime(2026, 11, 2, 5)
DEFINITIONS = load_definitions(ROOT, NIGHT.date())
SUITE = next(suite for suite in DEFINITIONS.suites if suite.name == "orders")
STEPS = Steps({"nodes": {"model.p.orders": {"name": SUITE.mart}}}, {"model.p.orders": "1"}, "code")


def criteria(suite: Suite = SUITE, as_of: datetime = NIGHT, person: str = "Ada") -> list[Criterion]:
    mart = DEFINITIONS.marts[suite.mart]
    return [
        compile_rule(rule, mart, person=person, dialect="duckdb", as_of=as_of)
        for rule in suite.rules
    ]


def mark(
    steps: Steps = STEPS,
    suite: Suite = SUITE,
    asked: list[Criterion] | None = None,
    waivers: tuple[Waiver, ...] = (),
) -> str:
    return fingerprint(steps, suite, criteria(suite) if asked is None else asked, waivers)


def of_rule(change: Callable[[Any], Any]) -> Suite:
    return replace(SUITE, rules=(change(SUITE.rules[0]), *SUITE.rules[1:]))


WAIVED = Waiver("w1", SUITE.rules[0].id, "A-1")


@pytest.mark.parametrize(
    "changed",
    [
        lambda: mark(replace(STEPS, code="other")),
        lambda: mark(replace(STEPS, fingerprints={"model.p.orders": "2"})),
        lambda: mark(suite=replace(SUITE, value=None)),
        lambda: mark(suite=of_rule(lambda rule: replace(rule, tolerance=0.5))),
        lambda: mark(suite=of_rule(lambda rule: replace(rule, why="Another reason."))),
        lambda: mark(asked=criteria()[1:]),
        lambda: mark(asked=criteria(person="Mia")),
        lambda: mark(waivers=(WAIVED,)),
    ],
    ids=["code", "mart", "value", "tolerance", "words", "rule gone", "owner", "waiver"],
)
def test_whatever_decides_about_a_suite_changes_its_fingerprint(changed: Callable[[], str]) -> None:
    assert mark() == mark() != changed()


def test_the_moment_changes_the_fingerprint_of_suites_that_ask_for_it_only() -> None:
    later = datetime(2026, 11, 3, 5)
    asks = {suite.name: criteria(suite) != criteria(suite, later) for suite in DEFINITIONS.suites}
    assert set(asks.values()) == {True, False}
    for suite in DEFINITIONS.suites:
        node = {"model.p.m": {"name": suite.mart}}
        steps = Steps({"nodes": node}, {"model.p.m": "1"}, "code")
        now, then = (mark(steps, suite, criteria(suite, moment)) for moment in (NIGHT, later))
        assert (now != then) == asks[suite.name], suite.name


def test_a_waiver_of_another_suite_changes_nothing() -> None:
    assert mark() == mark(waivers=(Waiver("w1", "no_rule_of_orders", "A-1"),))


def test_a_suite_whose_mart_has_no_fingerprint_is_never_carried_over() -> None:
    assert mark(NO_STEPS) == ""
    assert not Evaluation("orders", "", (), []).holds


def evaluation(*outcomes: Outcome, mark: str = "1") -> Evaluation:
    return Evaluation("orders", mark, outcomes, [{"success": True}])


def test_an_evaluation_with_an_error_holds_for_no_other_night() -> None:
    assert evaluation(Outcome("a", 3, 1, 0)).holds
    assert not evaluation(Outcome("a", 3, 1, 0), Outcome("b", 0, 0, 0, "no memory")).holds


def test_an_evaluation_without_its_failing_keys_is_told_apart() -> None:
    found = evaluation(Outcome("a", 3, 2, 1), Outcome("b", 3, 0, 0))
    assert found.has_its_keys({"a": (2, 1), "of_another": (7, 0)})
    assert not found.has_its_keys({"a": (1, 1)})
    assert not found.has_its_keys({"a": (2, 1), "b": (1, 0)})
    assert not found.has_its_keys({})


def test_what_is_kept_of_an_evaluation_is_read_as_it_was() -> None:
    found = [
        evaluation(Outcome("a", 3, 1, 0, unjudged="none")),
        evaluation(Outcome("b", 0, 0, 0, "no memory"), mark="2"),
    ]
    engine = sa.create_engine("truth_duckdb://", poolclass=sa.pool.StaticPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("create schema quality")
        evaluated_suites.create(connection)
        keep_evaluations(connection, [evaluation(mark="3"), evaluation(mark="")])
        assert list(kept_evaluations(connection)) == ["3"]
        keep_evaluations(connection, found)
        assert kept_evaluations(connection) == {"1": found[0], "2": found[1]}
