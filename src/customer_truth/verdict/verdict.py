"""The one vocabulary of outcomes: what a rule, a checkpoint and a process exit may say."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Severity(StrEnum):
    """How much a broken rule matters; the checkpoint's policy turns it into a verdict."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


class Verdict(StrEnum):
    """The outcome of one rule or one run."""

    PASSED = "passed"
    WARNED = "warned"
    FAILED = "failed"
    ERRORED = "errored"
    SKIPPED = "skipped"
    NOT_APPLICABLE = "not_applicable"

    @property
    def words(self) -> str:
        """The verdict for people."""
        return self.value.replace("_", " ")


# Nothing was checked: there was no record, or what the rule asks for is not there.
UNCHECKED = (Verdict.SKIPPED, Verdict.NOT_APPLICABLE)

WORST_FIRST = (
    Verdict.ERRORED,
    Verdict.FAILED,
    Verdict.WARNED,
    Verdict.PASSED,
    Verdict.SKIPPED,
    Verdict.NOT_APPLICABLE,
)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of some verdicts; nothing checked at all is `errored`, never green."""
    found = list(verdicts)
    if all(verdict in UNCHECKED for verdict in found):
        return Verdict.ERRORED
    return min(found, key=WORST_FIRST.index)


class ExitCode:
    """Process exits: 0 nothing blocks, 1 rules failed, 2 it could not be checked."""

    OK = 0
    BLOCKED = 1
    UNCHECKED = 2


def exit_code(verdict: Verdict) -> int:
    """The exit code of a run that ended with `verdict`."""
    if verdict is Verdict.ERRORED:
        return ExitCode.UNCHECKED
    return ExitCode.BLOCKED if verdict is Verdict.FAILED else ExitCode.OK
