"""Every core type of Great Expectations: right, refused by lint, and told on its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from customer_truth.expectations import Outcome, write_data_docs
from tests.unit.expectations.conftest import compiled
from tests.unit.expectations.core_types import CASES, ROWS, SCOPES, TABLE, Found

COLOURS = ("green", "red")


def _rule_id(type_: str, colour: str, scope: int) -> str:
    return f"{type_.removeprefix('expect_')}__{colour}_{scope}"


@dataclass(frozen=True)
class Night:
    """What came of every case, by rule id, and the page that tells it."""

    outcomes: dict[str, Outcome]
    keys: dict[str, list[str]]
    page: str


@pytest.fixture(scope="module")
def night(warehouse: Any, tmp_path_factory: pytest.TempPathFactory) -> Night:
    """Every case judged at once and told in Data Docs."""
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
    outcomes, results = warehouse.evaluate(rules, table=TABLE)
    by_id = {one.rule.id: one.rule for one in rules}
    folder = tmp_path_factory.mktemp("docs")
    index = write_data_docs(results, by_id, folder, rules[0].rule.owner)
    return Night(outcomes, warehouse.keys_by_rule(), (index.parent / "stays.html").read_text())


@pytest.mark.parametrize("type_", CASES)
def test_it_finds_what_brute_force_finds(type_: str, night: Night) -> None:
    case = CASES[type_]
    for colour in COLOURS:
        told = getattr(case, colour)
        for scope, is_in in enumerate(SCOPES.values()):
            rule_id = _rule_id(type_, colour, scope)
            outcome, keys = night.outcomes[rule_id], night.keys.get(rule_id, [])
            assert outcome.error is None, (colour, scope)
            right = case.meaning([row for row in ROWS if is_in(row)], told)
            assert Found(outcome.records, tuple(keys)) == right, (colour, scope)
            assert outcome.failing == len(keys)
    assert _rule_id(type_, "green", 0) not in night.keys
    assert night.keys[_rule_id(type_, "red", 0)]


@pytest.mark.parametrize("type_", CASES)
def test_its_page_tells_it_without_a_value(type_: str, night: Night) -> None:
    for colour in COLOURS:
        assert f"({_rule_id(type_, colour, 0)})" in night.page
    assert "has no picture" not in night.page
    assert "Traceback" not in night.page
    assert "bob@x" not in night.page.replace("&#39;bob@x&#39;", "")
