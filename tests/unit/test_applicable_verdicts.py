"""A rule that cannot be judged for want of its columns is neither red nor green, and is told."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from customer_truth.checkpoint import Checkpoint, judge, judge_vanished
from customer_truth.expectations.judged import Outcome
from customer_truth.quality.earlier import Earlier
from customer_truth.report.machine import run_as_json
from customer_truth.report.terminal import night_lines
from customer_truth.rules import Rule
from customer_truth.rules.model import Kind
from customer_truth.verdict.outcome import RuleResult, Run
from customer_truth.verdict.verdict import Severity, Verdict

NIGHT = datetime(2026, 11, 28, 5)
POLICY = Checkpoint("nightly", dict.fromkeys(Severity, Verdict.FAILED), 9, 9)
RULE = Rule(
    id="deal_has_a_scope", title="", broken="", kind=Kind.INVARIANT, owner="sales",
    severity=Severity.CRITICAL,
    dimension="completeness", why="", fix="", effective_from=date(2026, 1, 1), suite="deals",
    mart="deals", key="id", customer=None, value=None, judged_at=None, file=Path("deals.yml"),
    line=1, must="scope is not null",
)  # fmt: skip
LACKS = "crm.deal.scope is not in the extracts"


def result(verdict: Verdict, reason: str | None = None) -> RuleResult:
    return RuleResult(
        rule=RULE, person="", verdict=verdict, reason=reason, records=0, failing=0, waived=0,
        new=0, resolved=0,
    )  # fmt: skip


def run(*results: RuleResult) -> Run:
    return Run(
        run_id="r", checkpoint="nightly", as_of=NIGHT, definitions_on=NIGHT.date(),
        started_at=NIGHT, finished_at=NIGHT, sources=("crm",), results=results,
    )  # fmt: skip


def test_without_records_that_could_be_judged_a_rule_is_not_applicable() -> None:
    outcome = Outcome(RULE.id, 0, 0, 0, unjudged=LACKS)
    assert judge(POLICY, RULE, outcome).verdict is Verdict.NOT_APPLICABLE
    assert judge(POLICY, RULE, outcome).reason == LACKS


def test_what_was_not_judged_is_told_beside_the_verdict() -> None:
    red, green = (
        Outcome(RULE.id, 9, 2, 0, unjudged=LACKS),
        Outcome(RULE.id, 9, 1, 1, unjudged=LACKS),
    )
    assert judge(POLICY, RULE, red).verdict is Verdict.FAILED
    assert judge(POLICY, RULE, red).reason == LACKS
    assert judge(POLICY, RULE, green).reason == f"1 waived; {LACKS}"


def test_no_records_and_none_in_scope_are_two_reasons() -> None:
    assert judge(POLICY, RULE, Outcome(RULE.id, 0, 0, 0)).reason == "no records"
    none = Outcome(RULE.id, 0, 0, 0, nothing="none in scope")
    assert judge(POLICY, RULE, none).reason == "none in scope"


@pytest.mark.parametrize(
    ("passing", "verdict"),
    [(400, Verdict.FAILED), (0, Verdict.NOT_APPLICABLE)],  # all of them may have been put right
)
def test_a_rule_that_lost_its_column_is_as_bad_as_if_its_records_failed(
    passing: int, verdict: Verdict
) -> None:
    earlier = Earlier(as_of=NIGHT, records=400, passing=passing, is_last_night=True)
    judgement = judge_vanished(POLICY, RULE, earlier, LACKS)
    assert judgement.verdict is verdict
    assert judgement.reason == f"{LACKS}; no records; 400 on 2026-11-28"


def test_declared_is_evaluated_skipped_and_not_applicable() -> None:
    counts = run(*map(result, Verdict)).counts
    assert counts["declared"] == 6
    assert counts["evaluated"] + counts["skipped"] + counts["not_applicable"] == 6
    assert (counts["skipped"], counts["not_applicable"]) == (1, 1)


def test_an_owner_of_rules_that_are_not_applicable_is_neither_green_nor_red() -> None:
    assert run(result(Verdict.NOT_APPLICABLE)).is_green("sales") is None
    assert run(result(Verdict.NOT_APPLICABLE), result(Verdict.PASSED)).is_green("sales") is True


def test_a_night_in_which_nothing_was_applicable_is_not_green() -> None:
    assert run(result(Verdict.NOT_APPLICABLE)).verdict is Verdict.ERRORED


def test_the_reports_tell_the_three_apart() -> None:
    night = run(*map(result, Verdict))
    lines = "\n".join(line.plain for line in night_lines(night, Path("site"), ""))
    assert "1 errored; 1 skipped; 1 not applicable" in lines
    told = run_as_json(run(result(Verdict.NOT_APPLICABLE, LACKS)))["rules"][0]
    assert (told["verdict"], told["reason"]) == ("not_applicable", LACKS)
