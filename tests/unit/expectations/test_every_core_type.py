"""Every core type of Great Expectations: right, refused by lint, and told on its page."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from customer_truth.expectations import Outcome, write_data_docs
from customer_truth.lint.expectations import REFUSED, check_expectation, expectation_types
from tests.unit.expectations.conftest import compiled
from tests.unit.expectations.core_types import CASES, DATA_TYPES, ROWS, SCOPES, TABLE, Found
from tests.unit.expectations.expectation_table import judged, refused

DOCUMENTED = Path(__file__).parents[3] / "docs" / "expectations.md"
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


def test_every_core_type_is_judged_or_refused() -> None:
    assert not CASES.keys() & REFUSED.keys()
    assert CASES.keys() | REFUSED.keys() == expectation_types()


@pytest.mark.parametrize("type_", CASES)
def test_what_is_judged_is_sound_for_lint(type_: str) -> None:
    for colour in COLOURS:
        rule = {"expect": {"type": type_, **getattr(CASES[type_], colour)}}
        assert not dict(check_expectation(rule, DATA_TYPES))


@pytest.mark.parametrize("type_", REFUSED)
def test_what_is_not_judged_is_refused_in_words(type_: str) -> None:
    has, needs, do = dict(check_expectation({"expect": {"type": type_}}, DATA_TYPES))["type"]
    assert type_ in has
    assert needs
    assert do.endswith(".")


@pytest.mark.parametrize("seed", range(2))
def test_what_lint_calls_sound_is_judged_at_night(warehouse: Any, seed: int) -> None:
    chance = random.Random(seed)
    mutants = [_mutant(chance) for _ in range(600)]
    sound = [told for told in mutants if not [*check_expectation({"expect": told}, DATA_TYPES)]]
    assert 60 < len(sound) < 500
    warehouse.hold(TABLE, ROWS)
    rules = [compiled(f"mutant_{number}", expect=told) for number, told in enumerate(sound)]
    outcomes, _ = warehouse.evaluate(rules, table=TABLE)
    errors = {rule.rule.id: outcomes[rule.rule.id].error for rule in rules}
    assert not {str(sound[at]): e for at, e in enumerate(errors.values()) if e}


_VALUES: list[Any] = [
    *(0, 1, -1, 2.5, 10**30, True, None, "", "a", "2026-01-02", "2026-13-01", [], {}),
    *([1, 2], ["a", "b"], [1, "a"], [[1, 2]], [["a", None]], ["note", "score"], float("inf")),
    *("2026-01-02 10:00:00", "(", "(?=a)", "\\1", "a{2", "\0", "never", "either_value_is_missing"),
    *("text", "numeric", "VARCHAR", "%!", "!", [0.5], {"values": [1, 2], "weights": [0.5, 0.5]}),
    {"quantiles": [0.5], "value_ranges": [[1, 2]]},
    date(2026, 1, 2),
    *DATA_TYPES,
]


def _mutant(chance: random.Random) -> dict[str, Any]:
    """An expectation of which one or two arguments are something else."""
    type_ = chance.choice(list(CASES))
    told = {"type": type_, **getattr(CASES[type_], chance.choice(COLOURS))}
    for _ in range(chance.randint(1, 2)):
        name = chance.choice([*told, "min_value", "max_value", "strict_min", "mostly", "or_equal"])
        if name == "type":
            continue
        if name.startswith("column") and chance.random() < 0.7:
            told[name] = chance.choice(list(DATA_TYPES))
        elif chance.random() < 0.2:
            told.pop(name, None)
        else:
            told[name] = chance.choice(_VALUES)
    return told


@pytest.mark.parametrize("type_", CASES)
def test_its_page_tells_it_without_a_value(type_: str, night: Night) -> None:
    for colour in COLOURS:
        assert f"({_rule_id(type_, colour, 0)})" in night.page
    assert "has no picture" not in night.page
    assert "Traceback" not in night.page
    assert "bob@x" not in night.page.replace("&#39;bob@x&#39;", "")


def test_the_documentation_shows_what_is_found(night: Night) -> None:
    def outcome_of(type_: str, colour: str) -> tuple[Outcome, list[str]]:
        rule_id = _rule_id(type_, colour, 0)
        return night.outcomes[rule_id], night.keys.get(rule_id, [])

    page = DOCUMENTED.read_text("utf-8")
    for table in (judged(outcome_of), refused()):
        assert "\n".join(table) in page
