"""What a command says while it works, and in one line at the end where it could not."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from customer_truth.cli import progress
from customer_truth.cli.commands import run
from customer_truth.dbt import NotBuilt
from customer_truth.errors import Unusable
from customer_truth.nightly import night as nightly
from customer_truth.verdict.outcome import Run
from customer_truth.verdict.verdict import Verdict
from customer_truth.warehouse import Locked
from tests.conftest import ROOT
from tests.unit.site.site_night import night, result, rule

_STEPS = ("extracts 1/2 a", "extracts 2/2 b", "rules 1/2 c", "rules 2/2 d")


@pytest.fixture
def truth(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., int]:
    """Runs `truth nightly` with options, on a night that only tells its steps, or stops."""
    monkeypatch.setenv("CUSTOMER_TRUTH_HOME", str(tmp_path))

    def ended(before: Sequence[str], after: Sequence[str], problem: Exception | None = None) -> int:
        def run_nightly(_: Any, progress: Callable[[str], None], **__: Any) -> Run:
            for step in _STEPS if problem is None else _STEPS[:1]:
                progress(step)
            if problem is not None:
                raise problem
            return night([result(rule("won_deal_has_amount"), Verdict.FAILED, failing=3)])

        monkeypatch.setattr(nightly, "run_nightly", run_nightly)
        words = ["truth", *before, "nightly", "--no-alerts", "--project", str(ROOT), *after]
        monkeypatch.setattr(sys, "argv", words)
        return run()

    return ended


def _shown(err: str) -> list[str]:
    return [line.split("s  ", 1)[1] for line in err.splitlines()]


def test_a_long_step_is_told_again_off_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "_SILENCE", 0.15)
    with progress.progress() as step:
        step("dbt 1/300 stg_a")
        step("dbt 2/300 stg_b")
        time.sleep(0.5)
    told = _shown(capsys.readouterr().err)
    assert told[0] == "dbt"
    assert told.count("dbt 2/300 stg_b") >= 2


def test_a_command_that_has_not_named_its_phase_is_heard_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "_SILENCE", 0.1)
    with progress.progress():
        time.sleep(0.3)
    assert _shown(capsys.readouterr().err)[0] == "starting"


def test_nobody_waits_longer_than_ten_seconds_for_a_word() -> None:
    assert progress._SILENCE <= 9


def test_nothing_is_told_of_a_phase_that_is_over(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "_SILENCE", 0.1)
    with progress.progress() as step:
        step("dbt 1/300 stg_a")
    before = capsys.readouterr().err
    time.sleep(0.3)
    assert before and capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), ["extracts", "rules"]),
        (("-v",), list(_STEPS)),
        (("--verbose",), list(_STEPS)),
        (("-q",), []),
        (("--quiet",), []),
    ],
)
def test_more_or_less_is_told_as_asked(
    truth: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
    words: Sequence[str],
    told: Sequence[str],
) -> None:
    for before, after in ((words, ()), ((), words)):
        assert truth(before, after) == 1
        printed = capsys.readouterr()
        assert "FAILED" in printed.out
        assert _shown(printed.err) == told


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (
            Unusable("a: has b, needs c. Do d."),
            ": a: has b, needs c. Ask the engineer who runs it.",
        ),
        (
            Unusable("a: has b.", "d: has e.", asked="controller (netsuite)"),
            ": a: has b, and more. Ask controller (netsuite).",
        ),
        (NotBuilt("dbt: ended.", log=Path("/x/dbt.log")), "Log: /x/dbt.log. Next: truth doctor"),
        (Unusable("a: has b.", command="truth lint"), "Next: truth lint"),
        (Locked("a: is held."), "Next: the same again"),
        (OSError(28, "No space left on device", "/x"), "No space left on device). Ask the"),
    ],
)
def test_the_last_line_of_an_exit_2_sums_it_up(
    truth: Callable[..., int], capsys: pytest.CaptureFixture[str], problem: Exception, told: str
) -> None:
    assert truth((), (), problem) == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert re.match(r"truth nightly: not done, stopped at extracts after \d+ s", last)
    assert told in last


def test_a_command_that_did_not_begin_is_told_in_its_one_line(
    truth: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert truth((), (), Unusable("a: has b.")) == 2
    capsys.readouterr()
    assert truth((), ("--as-of", "1999-01-01")) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
