"""What `truth doctor` finds where the engine is not to be had."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from customer_truth.cli.commands import run
from customer_truth.dialects import SPELLINGS
from customer_truth.doctor import Finding, told_once

ASKED_OF_THE_ENGINE = ("extracts", "warehouse", "lock", "alerts")


def doctor(monkeypatch: pytest.MonkeyPatch, home: Path, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["truth", "doctor", "--home", str(home), *words])
    return run()


@pytest.fixture
def nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUSTOMER_TRUTH_PG_HOST", "127.0.0.1")
    monkeypatch.setenv("CUSTOMER_TRUTH_PG_PORT", "1")


@pytest.mark.usefixtures("nobody_answers")
def test_a_server_that_does_not_answer_is_one_trouble(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert doctor(monkeypatch, tmp_path, "--target", "postgres") == 2
    (line,) = (line for line in capsys.readouterr().out.splitlines() if "cannot be reached" in line)
    assert line.startswith(f"BAD  {', '.join(ASKED_OF_THE_ENGINE)}: postgresql://127.0.0.1:1/")
    assert "Check the CUSTOMER_TRUTH_PG_* variables" in line


@pytest.mark.usefixtures("nobody_answers")
def test_a_program_is_told_of_each_thing_by_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert doctor(monkeypatch, tmp_path, "--target", "postgres", "--format", "json") == 2
    found = {each["what"]: each for each in json.loads(capsys.readouterr().out)}
    assert all(not found[what]["is_well"] for what in ASKED_OF_THE_ENGINE)
    assert found["definitions"]["is_well"]


def test_what_an_engine_lacks_is_installed_by_what_brings_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(SPELLINGS["spark"], "distributions", ("spark-of-nowhere",))
    monkeypatch.setenv("CUSTOMER_TRUTH_SPARK_REMOTE", "sc://127.0.0.1:1")
    assert doctor(monkeypatch, tmp_path, "--target", "spark") == 2
    line = (
        "BAD  spark-of-nowhere: has no such package, needs one. "
        "Run: pip install 'customer-truth[spark]'"
    )
    assert line in capsys.readouterr().out.splitlines()


def test_different_troubles_stay_apart_and_in_their_order() -> None:
    found = [
        Finding("python", True, "3.12"),
        Finding("extracts", False, "no answer"),
        Finding("home", False, "read-only"),
        Finding("disk", True, "3.12"),
        Finding("extracts", False, "no answer"),
        Finding("lock", False, "no answer"),
    ]
    assert [each.what for each in told_once(found)] == ["python", "extracts, lock", "home", "disk"]
