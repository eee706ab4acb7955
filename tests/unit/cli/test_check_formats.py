"""What a check finds is written for a program as a look-up's rows are."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from customer_truth.cli.commands import run
from customer_truth.doctor import examine
from customer_truth.extracts.present import MADE_BY_DEMO
from customer_truth.project import open_settings
from tests.unit.lint.lint_project import RULES, make_project

_MISSPELT = ("must: amount >= :least", "must: amuont >= :least")
_TODAY = datetime.now(UTC).date()
Linted = Callable[..., tuple[int, str, str]]


@pytest.fixture
def linted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Linted:
    """Runs `truth lint` on the small project, with these changes of its rules and its waiver."""

    def ended(
        *words: str,
        changes: tuple[tuple[str, str], ...] = (),
        waiver_until: date = _TODAY + timedelta(days=30),
    ) -> tuple[int, str, str]:
        waiver = ("2026-12-31", str(waiver_until))
        root = make_project(tmp_path, {RULES: list(changes), "seeds/waivers.csv": [waiver]})
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


@pytest.mark.parametrize("made_for", ["2026-11-02 05:00:00", "2026-10-01 05:00:00"])
def test_in_a_demo_neither_what_ended_since_nor_what_was_decided_since_is_a_problem(
    made_for: str, linted: Linted, tmp_path: Path
) -> None:
    yesterday = _TODAY - timedelta(days=1)
    assert linted(waiver_until=yesterday)[0] == 2
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / MADE_BY_DEMO).write_text(json.dumps({"as_of": made_for}))
    assert linted(waiver_until=yesterday)[0] == 0
    definitions = [one for one in examine(open_settings(tmp_path)) if one.what == "definitions"]
    assert [(one.is_well, one.told) for one in definitions] == [(True, "sound")]


def test_a_demo_that_is_only_made_lists_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = ["truth", "demo", "--clean", "--home", str(tmp_path), "--format", "csv"]
    monkeypatch.setattr(sys, "argv", words)
    assert run() == 2
    assert "has --format, needs --check" in capsys.readouterr().err
    assert not (tmp_path / "raw").exists()
