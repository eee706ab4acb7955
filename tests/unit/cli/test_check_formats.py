"""What a check finds is written for a program as a look-up's rows are."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from customer_truth.cli.commands import run
from tests.unit.lint.lint_project import RULES, make_project

_MISSPELT = ("must: amount >= :least", "must: amuont >= :least")
Linted = Callable[..., tuple[int, str, str]]


@pytest.fixture
def linted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Linted:
    """Runs `truth lint` on the small project, with these changes of its rules."""

    def ended(*words: str, changes: tuple[tuple[str, str], ...] = ()) -> tuple[int, str, str]:
        root = make_project(tmp_path, {RULES: list(changes)})
        monkeypatch.setattr(sys, "argv", ["truth", "lint", "--project", str(root), *words])
        return run(), *capsys.readouterr()

    return ended


def test_the_problems_of_lint_are_rows(linted: Linted) -> None:
    code, out, err = linted("--format", "json", changes=(_MISSPELT,))
    (problem,) = json.loads(out)
    assert (code, problem["file"]) == (2, RULES)
    assert "amuont" in problem["message"]
    assert err == "1 problem.\n"
    _, out, _ = linted("--format", "csv", changes=(_MISSPELT,))
    assert [row["where"] for row in csv.DictReader(io.StringIO(out))] == [problem["where"]]


def test_a_sound_project_is_an_empty_list(linted: Linted) -> None:
    assert linted("--format", "json") == (0, "[\n]\n", "")


def test_a_demo_that_is_only_made_lists_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = ["truth", "demo", "--clean", "--home", str(tmp_path), "--format", "csv"]
    monkeypatch.setattr(sys, "argv", words)
    assert run() == 2
    assert "has --format, needs --check" in capsys.readouterr().err
    assert not (tmp_path / "raw").exists()
