"""Rules are tried on their planted rows; a row that is not judged as planted is named."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from customer_truth.definitions.load import Definitions, load_definitions
from customer_truth.planted.rows import Examples, PlantedRow, planted_examples
from customer_truth.planted.trial import Trial, try_rules
from tests.conftest import ROOT, truth

CRITERION = "bonus_is_paid_on_a_deal_that_is_won"


@pytest.fixture(scope="module")
def definitions() -> Definitions:
    return load_definitions(ROOT, date(2026, 11, 2))


@pytest.fixture(scope="module")
def examples(definitions: Definitions) -> dict[str, Examples]:
    return planted_examples(ROOT, definitions.registry)


def tried(definitions: Definitions, examples: dict[str, Examples], *ids: str) -> Trial:
    rules = [rule for rule in definitions.rules if rule.id in ids]
    return try_rules(definitions, examples, rules, lambda _: None)


def one_expectation(definitions: Definitions) -> str:
    return next(rule.id for rule in definitions.rules if rule.expect is not None and rule.when)


def test_a_rule_of_each_way_to_judge_is_as_planted(
    definitions: Definitions, examples: dict[str, Examples]
) -> None:
    ordered = next(rule.id for rule in definitions.rules if rule.order is not None)
    ids = (CRITERION, one_expectation(definitions), ordered)
    trial = tried(definitions, examples, *ids)
    assert (trial.rules, trial.wrong, trial.untried) == (3, (), ())
    assert trial.rows == sum(len(examples[id].rows) for id in ids)


@pytest.mark.parametrize("is_expectation", [False, True])
@pytest.mark.parametrize(
    ("group", "claimed"), [("passes", "fails"), ("fails", "passes"), ("ignores", "passes")]
)
def test_a_row_in_the_wrong_group_is_told(
    definitions: Definitions,
    examples: dict[str, Examples],
    is_expectation: bool,
    group: str,
    claimed: str,
) -> None:
    rule_id = one_expectation(definitions) if is_expectation else CRITERION
    row = examples[rule_id].of(group)[0]
    misplaced = replace(row, group=claimed, number=99)
    rows = (*(r for r in examples[rule_id].rows if r is not row), misplaced)
    (wrong,) = tried(definitions, {rule_id: Examples(rows)}, rule_id).wrong
    assert (wrong.row, wrong.found) == (misplaced, group)


def test_a_rule_without_rows_was_not_tried(definitions: Definitions) -> None:
    told = [one.reason for one in tried(definitions, {}, CRITERION).untried]
    assert told[:2] == [
        "has no planted row that passes, needs one under passes",
        "has no planted row that must fail, needs one under fails",
    ]


def test_a_value_that_its_column_cannot_hold_is_told_and_stops_no_other_rule(
    definitions: Definitions, examples: dict[str, Examples]
) -> None:
    (first, *_) = examples[CRITERION].of("passes")
    bad = PlantedRow("passes", 1, {**first.values, "paid_on": "tomorrow"}, first.file, first.line)
    broken = {**examples, CRITERION: Examples((bad, *examples[CRITERION].of("fails", "ignores")))}
    trial = tried(definitions, broken, CRITERION, "order_arrives_as_promised")
    (untried,) = trial.untried
    assert untried.rule.id == CRITERION
    assert "its rows cannot be judged" in untried.reason
    assert trial.wrong == ()


def test_the_command_names_file_and_line_and_ends_with_1(tmp_path: Path) -> None:
    for name in ("expectations", "seeds", "models", "checkpoints", "matching", "tests/planted"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("dbt_project.yml", "profiles"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    words = ("test", "--project", str(tmp_path))
    ended = truth(*words, CRITERION, home=tmp_path)
    assert ended.code == 0
    assert "planted rows of 1 rule: all as planted." in ended.out
    path = tmp_path / "tests" / "planted" / "bonus_payments.yml"
    text = path.read_text()
    line = text[: text.index("is_deal_won: true")].count("\n") + 1
    path.write_text(text.replace("is_deal_won: true", "is_deal_won: false", 1))
    ended = truth(*words, CRITERION, home=tmp_path)
    assert ended.code == 1
    assert f"tests/planted/bonus_payments.yml:{line}: {CRITERION}: this row fails" in ended.err
    ended = truth(*words, CRITERION, "--format", "json", home=tmp_path)
    assert ended.code == 1
    told = json.loads(ended.out)[0]
    assert (told["rule"], told["line"], told["planted"]) == (CRITERION, line, "passes")
    assert told["found"] == "fails"
    assert truth(*words, "nosuch", home=tmp_path).code == 2
