"""How much of a record is in error is a number of one row, or a problem of the rule's file."""

from __future__ import annotations

from pathlib import Path

import pytest
from lint_project import RULES, TODAY, make_project

from customer_truth.lint import lint
from customer_truth.rules.load import load_suites

MUST = "    must: amount >= :least\n"
EXPECT = "    expect: {type:"


def told(folder: Path, *edits: tuple[str, str]) -> str:
    return "\n".join(map(str, lint(make_project(folder, {RULES: list(edits)}), TODAY)))


def test_a_number_of_one_row_is_sound_and_may_name_a_limit(tmp_path: Path) -> None:
    line = "    in_error: :least - amount\n"
    assert told(tmp_path, (MUST, MUST + line)) == ""
    suites, _ = load_suites(tmp_path)
    (priced, written_to) = suites[0].rules
    assert (priced.in_error, written_to.in_error) == (":least - amount", None)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("amount > 5", "in in_error amount > 5, which is boolean, needs a number"),
        ("stage", "needs a number"),
        ("amuont", "the unknown column amuont"),
        ("sum(amount)", "sum"),
        ("(select 1)", "a subquery"),
        ("amount - :gone", "the unknown limit :gone"),
    ],
)
def test_anything_else_is_a_problem_at_its_line(tmp_path: Path, said: str, wrong: str) -> None:
    found = told(tmp_path, (MUST, f"{MUST}    in_error: {said}\n"))
    assert wrong in found
    assert "rule proposal_has_amount" in found


def test_a_limit_that_only_the_amount_names_is_used(tmp_path: Path) -> None:
    edits = (MUST, "    must: amount > 0\n    in_error: :least - amount\n")
    assert told(tmp_path, edits) == ""


def test_an_expectation_names_no_amount(tmp_path: Path) -> None:
    assert "has in_error beside expect, needs must or order" in told(
        tmp_path, (EXPECT, f"    in_error: amount\n{EXPECT}")
    )


def test_whether_records_touch_customers_is_true_or_false(tmp_path: Path) -> None:
    assert told(tmp_path, ("value: amount\n", "touches_customers: false\n")) == ""
    assert not load_suites(tmp_path)[0][0].rules[0].touches_customers
    found = told(tmp_path / "b", ("value: amount\n", "touches_customers: seldom\n"))
    assert '"seldom" as touches_customers, needs true or false' in found
