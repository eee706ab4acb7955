"""A rule asks a column of words for what they can mean, and for nothing else."""

from __future__ import annotations

from pathlib import Path

from customer_truth.lint import lint
from tests.nights.conftest import copy_project
from tests.unit.lint.lint_project import TODAY


def test_a_rule_that_asks_for_a_meaning_that_no_word_can_have_is_told_at_its_line(
    tmp_path: Path,
) -> None:
    project = copy_project(tmp_path / "project")
    rules = project / "expectations" / "orders.yml"
    text = rules.read_text("utf-8")
    asked = "when: status in ('cancelled', 'unavailable')"
    assert asked in text
    rules.write_text(text.replace(asked, "when: status in ('canceled', 'unavailable')", 1), "utf-8")
    line = text[: text.index(asked)].count("\n") + 1
    told = [str(problem) for problem in lint(project, TODAY)]
    assert len(told) == 1
    assert told[0].startswith(f"expectations/orders.yml:{line}: ")
    assert "has the unknown meaning canceled of status, needs one of" in told[0]
    assert "Did you mean cancelled?" in told[0]
