"""The planted rows of every rule are counted, those of the derived rules too."""

from __future__ import annotations

from pathlib import Path

import pytest

from customer_truth.definitions.load import every_suite
from customer_truth.registry import load_registry
from customer_truth.rules.examples import Examples, check_examples, planted_examples
from tests.conftest import ROOT


def test_every_rule_of_the_project_was_seen_to_pass_and_to_fail() -> None:
    examples = planted_examples(ROOT, load_registry(ROOT))
    rules = [rule.id for suite in every_suite(ROOT) for rule in suite.rules]
    assert [id for id in rules if not examples.get(id, Examples()).passing] == []
    assert [id for id in rules if not examples.get(id, Examples()).failing] == []


def test_rows_are_counted_by_rule_and_a_project_without_any_has_none(tmp_path: Path) -> None:
    registry = load_registry(ROOT)
    assert planted_examples(tmp_path, registry) == {}
    folder = tmp_path / "tests" / "planted"
    folder.mkdir(parents=True)
    (folder / "orders.yml").write_text("paid:\n  passes: [{a: 1}, {a: 2}]\n  fails: [{a: 3}]\n")
    rows = {"passes": [{"a": 1}, {"a": 2}], "fails": [{"a": 3}]}
    assert planted_examples(tmp_path, registry) == {
        "paid": Examples(passing=2, failing=1, passes={"a": 1}, fails={"a": 3}, rows=rows)
    }


def test_rows_of_derived_rules_speak_of_their_own_lifecycle() -> None:
    examples = planted_examples(ROOT, load_registry(ROOT))
    rows = [row for e in examples.values() for row in (e.passes, e.fails) if row is not None]
    told = [value for row in rows for value in row.values() if isinstance(value, str)]
    assert not [value for value in told if value.startswith("{")]
    deal = examples["deal_does_not_rest_in_a_stage"].passes
    assert deal is not None and deal["lifecycle"] == "opportunity"


BROKEN = (
    "passes: 7",
    "passes: {a: 1}",
    "passes: [1]",
    "fails: [[1]]",
    "passes: a",
    "passes: [null]",
)


@pytest.mark.parametrize("groups", BROKEN)
def test_rows_that_are_none_are_told_and_stop_no_night(tmp_path: Path, groups: str) -> None:
    folder = tmp_path / "tests" / "planted"
    folder.mkdir(parents=True)
    (folder / "orders.yml").write_text(f"paid:\n  {groups}\n")
    planted_examples(tmp_path, load_registry(ROOT))
    (problem,) = check_examples(tmp_path)
    assert problem.line == 2
    assert "needs a list of rows such as {column: value}" in problem.message


@pytest.mark.parametrize(
    "text", ["{", "{0}", "{nobody}", "{lifecycle.x}", "{lifecycle!r:>{9}}", "}"]
)
def test_braces_in_a_row_are_left_as_they_are(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "tests" / "planted" / "derived"
    folder.mkdir(parents=True)
    row = f"lifecycles:\n  '{{record}}_x':\n    passes: [{{a: '{text}'}}]\n"
    (folder / "registry_rules.yml").write_text(row)
    examples = planted_examples(tmp_path, load_registry(ROOT))
    assert {e.passes["a"] for e in examples.values() if e.passes} == {text}
