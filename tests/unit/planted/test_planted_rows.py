"""Planted rows are read by one reader, and whatever it cannot take is told with its place."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from customer_truth.definitions.load import every_suite
from customer_truth.definitions.marts import load_marts
from customer_truth.planted.check import check_planted
from customer_truth.planted.rows import Examples, planted_examples
from customer_truth.registry import load_registry
from customer_truth.rules.load import read_rule_files
from tests.conftest import ROOT

FILE = Path("tests") / "planted" / "bonus_payments.yml"
RULE = "bonus_is_paid_on_a_deal_that_is_won"


def problems(root: Path) -> list[str]:
    marts, _ = load_marts(ROOT)
    found = check_planted(root, read_rule_files(ROOT), load_registry(ROOT), marts)
    return [str(problem) for problem in found]


def planted_in(root: Path, text: str, file: Path = FILE) -> Path:
    (root / file).parent.mkdir(parents=True, exist_ok=True)
    (root / file).write_text(text)
    return root


def test_every_rule_of_the_project_was_seen_to_pass_and_to_fail() -> None:
    examples = planted_examples(ROOT, load_registry(ROOT))
    rules = [rule.id for suite in every_suite(ROOT) for rule in suite.rules]
    assert [id for id in rules if not examples.get(id, Examples()).passing] == []
    assert [id for id in rules if not examples.get(id, Examples()).failing] == []


def test_rows_are_counted_by_rule_and_a_project_without_any_has_none(tmp_path: Path) -> None:
    registry = load_registry(ROOT)
    assert planted_examples(tmp_path, registry) == {}
    planted_in(tmp_path, "paid:\n  passes: [{a: 1}, {a: 2}]\n  fails: [{a: 3}]\n")
    seen = planted_examples(tmp_path, registry)["paid"]
    assert (seen.passing, seen.failing, seen.passes, seen.fails) == (2, 1, {"a": 1}, {"a": 3})
    assert [(row.group, row.number, row.line) for row in seen.rows] == [
        ("passes", 1, 2),
        ("passes", 2, 2),
        ("fails", 1, 3),
    ]


def test_rows_of_derived_rules_speak_of_their_own_lifecycle_and_days() -> None:
    examples = planted_examples(ROOT, load_registry(ROOT))
    rows = [row.values for e in examples.values() for row in e.rows]
    told = [value for row in rows for value in row.values() if isinstance(value, str)]
    assert not [value for value in told if value.startswith("{")]
    deal = examples["deal_does_not_rest_in_a_stage"].passes
    assert deal is not None and deal["lifecycle"] == "opportunity"
    days = {str(row.values.get("entered_at")) for row in examples["deal_skips_no_stage"].rows}
    assert str(date(2024, 1, 1)) in {day[:10] for day in days}


def test_the_rows_of_the_project_can_all_be_read() -> None:
    assert problems(ROOT) == []


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (f"{RULE}:\n  passes: 7\n", 2, "needs a list of rows such as {column: value}"),
        (f"{RULE}:\n  passes: {{a: 1}}\n", 2, "needs a list of rows such as {column: value}"),
        (f"{RULE}:\n  passes: [1]\n", 2, "needs a list of rows such as {column: value}"),
        (f"{RULE}:\n  fails: [[1]]\n", 2, "needs a list of rows such as {column: value}"),
        (f"{RULE}:\n  fails: [null]\n", 2, "needs a list of rows such as {column: value}"),
        (f"{RULE}:\n  fails:\n", 2, "needs a list of rows such as {column: value}"),
        (
            f"{RULE}:\n  passes:\n    - {{is_deal_wonn: true}}\n",
            3,
            "has the unknown column is_deal_wonn, needs one of the mart bonus_payments. "
            "Did you mean is_deal_won?",
        ),
        (
            "bonus_is_paid_on_a_deal_that_is_one:\n  passes:\n    - {is_deal_won: true}\n",
            1,
            "has the unknown rule bonus_is_paid_on_a_deal_that_is_one, needs a rule of "
            f"expectations/bonus_payments.yml. Did you mean {RULE}?",
        ),
        (
            f"{RULE}:\n  succeeds:\n    - {{is_deal_won: true}}\n",
            2,
            "has the unknown field succeeds, needs one of passes, fails, ignores",
        ),
    ],
)
def test_a_row_that_cannot_be_planted_is_named_with_its_place(
    tmp_path: Path, text: str, line: int, told: str
) -> None:
    planted_examples(planted_in(tmp_path, text), load_registry(ROOT))
    (problem,) = problems(tmp_path)
    assert problem.startswith(f"{FILE}:{line}: ")
    assert told in problem


def test_a_file_of_no_suite_is_named(tmp_path: Path) -> None:
    planted_in(tmp_path, f"{RULE}:\n  passes: [{{}}]\n", FILE.with_name("bonus_payment.yml"))
    (problem,) = problems(tmp_path)
    assert "bonus_payment.yml:1: " in problem
    assert "Did you mean bonus_payments?" in problem


def test_unknown_names_among_the_rows_of_derived_rules_are_named(tmp_path: Path) -> None:
    derived = Path("tests") / "planted" / "derived" / "registry_rules.yml"
    (tmp_path / derived).parent.mkdir(parents=True)
    shutil.copy(ROOT / derived, tmp_path / derived)
    assert problems(tmp_path) == []
    text = (ROOT / derived).read_text()
    for old, new, told in (
        ("lifecycles:", "lifecycle:", "the unknown field lifecycle"),
        ("_skips_no_stage", "_skips_a_stage", "the unknown rule"),
        ("is_skipping", "skips", "the unknown column skips"),
    ):
        assert old in text
        (tmp_path / derived).write_text(text.replace(old, new, 1))
        assert any(told in problem for problem in problems(tmp_path)), old


@pytest.mark.parametrize(
    "text", ["{", "{0}", "{nobody}", "{lifecycle.x}", "{lifecycle!r:>{9}}", "}"]
)
def test_braces_in_a_row_are_left_as_they_are(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "tests" / "planted" / "derived"
    folder.mkdir(parents=True)
    row = f"lifecycles:\n  '{{record}}_skips_no_stage':\n    passes: [{{a: '{text}'}}]\n"
    (folder / "registry_rules.yml").write_text(row)
    examples = planted_examples(tmp_path, load_registry(ROOT))
    assert {e.passes["a"] for e in examples.values() if e.passes} == {text}
