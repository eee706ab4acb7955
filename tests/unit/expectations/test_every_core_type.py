"""Every core type of Great Expectations: right, refused by lint, and told on its page."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.expectations.conftest import compiled
from tests.unit.expectations.core_types import CASES, ROWS, SCOPES, TABLE, Found

COLOURS = ("green", "red")


def _rule_id(type_: str, colour: str, scope: int) -> str:
    return f"{type_.removeprefix('expect_')}__{colour}_{scope}"


@pytest.fixture(scope="module")
def found(warehouse: Any) -> dict[str, tuple[Any, list[str]]]:
    """The outcome and the failing keys of every case, by rule id."""
    warehouse.hold(TABLE, ROWS)
    rules = [
        compiled(
            _rule_id(type_, colour, scope),
            when,
            expect={"type": type_, **getattr(case, colour)},
        )
        for type_, case in CASES.items()
        for colour in COLOURS
        for scope, when in enumerate(SCOPES)
    ]
    outcomes, _ = warehouse.evaluate(rules, table=TABLE)
    kept = warehouse.keys_by_rule()
    return {rule_id: (outcome, kept.get(rule_id, [])) for rule_id, outcome in outcomes.items()}


@pytest.mark.parametrize("type_", CASES)
def test_it_finds_what_brute_force_finds(type_: str, found: dict[str, Any]) -> None:
    case = CASES[type_]
    for colour in COLOURS:
        told = getattr(case, colour)
        for scope, is_in in enumerate(SCOPES.values()):
            outcome, keys = found[_rule_id(type_, colour, scope)]
            assert outcome.error is None, (colour, scope)
            right = case.meaning([row for row in ROWS if is_in(row)], told)
            assert Found(outcome.records, tuple(keys)) == right, (colour, scope)
            assert outcome.failing == len(keys)
    assert not found[_rule_id(type_, "green", 0)][1]
    assert found[_rule_id(type_, "red", 0)][1]
