"""One vocabulary of outcomes; worst wins, and nothing checked is never green."""

from __future__ import annotations

import pytest

from customer_truth.verdict.verdict import ExitCode, Verdict, exit_code, worst


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([Verdict.PASSED, Verdict.SKIPPED], Verdict.PASSED),
        ([Verdict.PASSED, Verdict.WARNED], Verdict.WARNED),
        ([Verdict.WARNED, Verdict.FAILED, Verdict.PASSED], Verdict.FAILED),
        ([Verdict.FAILED, Verdict.ERRORED], Verdict.ERRORED),
        ([Verdict.SKIPPED, Verdict.SKIPPED], Verdict.ERRORED),
        ([], Verdict.ERRORED),
        ([Verdict.PASSED, Verdict.NOT_APPLICABLE], Verdict.PASSED),
        ([Verdict.NOT_APPLICABLE, Verdict.SKIPPED], Verdict.ERRORED),
    ],
)
def test_the_worst_verdict_wins(verdicts: list[Verdict], expected: Verdict) -> None:
    assert worst(verdicts) is expected


@pytest.mark.parametrize(
    ("verdict", "code"),
    [
        (Verdict.PASSED, ExitCode.OK),
        (Verdict.WARNED, ExitCode.OK),
        (Verdict.FAILED, ExitCode.BLOCKED),
        (Verdict.ERRORED, ExitCode.UNCHECKED),
    ],
)
def test_found_and_could_not_check_are_different_exits(verdict: Verdict, code: int) -> None:
    assert exit_code(verdict) == code
