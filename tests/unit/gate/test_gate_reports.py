"""Every report says the same, fits its host, and keeps to its schema."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from junitparser import JUnitXml
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Sarif

from customer_truth.gate.change import Change, ChangeKind, Party
from customer_truth.gate.result import (
    Agreement,
    Finding,
    FindingKind,
    ForecastTotal,
    GateResult,
    MartImpact,
    OwnerImpact,
    PositionMove,
    RuleImpact,
)
from customer_truth.report.gate_github import annotation_lines
from customer_truth.report.gate_junit import gate_junit
from customer_truth.report.gate_machine import gate_as_json
from customer_truth.report.gate_markdown import LIMIT, gate_markdown
from customer_truth.report.gate_sarif import gate_sarif
from customer_truth.report.gate_terminal import gate_lines
from customer_truth.verdict.verdict import Severity, Verdict
from tests.unit.gate.sides import impact

_HOSTILE = "x|`<script>alert(1)</script>`\n# @everyone [a](b) \x00"


def _result(rules: int = 2, word: str = "stage: a → b") -> GateResult:
    file = Path("expectations/visits.yml")
    moving: list[RuleImpact] = [
        impact(
            f"rule_{number}",
            severity=list(Severity)[number % 3],
            newly_failing=number + 1,
            newly_passing=number % 2,
            examples=[{"record": word, "customer": "c", "moves": "newly failing"}],
        )
        for number in range(rules)
    ]
    party = Party(role="controller", person="Beatriz Kowal", handle="bk")
    return GateResult(
        base="main",
        as_of="2026-11-02 05:00",
        changes=[Change(kind=ChangeKind.TIGHTENED, subject="rule r", says=word, file=file, line=3)],
        rules=moving,
        owners=[
            OwnerImpact(
                owner="controller",
                newly_failing=3,
                newly_passing=1,
                customers_touched=2,
                yearly_business=900.0,
                business_not_known=1,
                in_error_newly_failing=10.0,
                in_error_newly_passing=0.0,
            )
        ],
        marts=[MartImpact(mart="m", owner="o", added=1, removed=0, changed=2, columns={"c": 2})],
        moves=[PositionMove(of="stage", before="a", after=None, records=1, value=2.0)],
        forecast=[
            ForecastTotal(
                category="Commit", before=1.0, after=2.0, failing_before=0.0, failing_after=1.0
            )
        ],
        findings=[
            Finding(kind=FindingKind.UNSOUND, subject="rule r", message=word, file=file, line=n)
            for n in range(1, rules + 1)
        ],
        agreements=[Agreement(party=party, reasons=("rule r: tightened",), given_by=None)],
    )


_RESULTS = {
    "blocked": _result(),
    "hostile": _result(word=_HOSTILE),
    "nothing": GateResult(base="main", as_of=None),
    "error": replace(_result(), rules=[impact(error="Binder Error", verdict_after=None)]),
    "huge": _result(rules=3000),
}


@pytest.mark.parametrize("result", _RESULTS.values(), ids=_RESULTS.keys())
def test_sarif_keeps_to_the_schema(result: GateResult) -> None:
    made = json.loads(json.dumps(gate_sarif(result)))
    read = Sarif.model_validate(made)
    assert len(read.runs[0].results or []) == len(result.findings) + len(result.moving)


@pytest.mark.parametrize("result", _RESULTS.values(), ids=_RESULTS.keys())
def test_junit_is_read_with_the_same_counts(result: GateResult) -> None:
    read = JUnitXml.fromroot(JUnitXml.fromstring(gate_junit(result).encode())._elem)
    read.update_statistics()
    errors = sum(rule.error is not None for rule in result.rules)
    assert (read.failures > 0) is bool(result.findings)
    assert read.errors == errors


def test_comment_tells_the_customers_touched_and_their_yearly_business_as_numbers() -> None:
    text = gate_markdown(_result())
    assert "| `controller` | 3 | 10 | 1 | 0 | 2 | 900 (1 not known) |" in text
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    for head, *rows in tables:
        assert {row.count("|") for row in rows} == {head.count("|")}


@pytest.mark.parametrize("result", _RESULTS.values(), ids=_RESULTS.keys())
def test_comment_fits_the_host_and_starts_with_the_worst(result: GateResult) -> None:
    text = gate_markdown(result)
    assert len(text) <= LIMIT
    if result.moving:
        assert text.index("What keeps it from being merged") < text.index("What changed")
        first = text.index("Records that move")
        assert text.index(result.moving[0].rule, first) > first


def test_every_report_says_what_a_rule_lacks_after_the_change() -> None:
    lacks = "netsuite is off"
    told = impact(lacks=lacks, records_after=0, verdict_after=Verdict.NOT_APPLICABLE)
    result = replace(_result(), rules=[told])
    shown = "\n".join(gate_lines(result))
    assert f"{lacks}; passed → not applicable" in " ".join(shown.split())
    assert f"passed → not applicable; {lacks}" in gate_markdown(result)
    for report in (gate_sarif(result), gate_as_json(result), gate_junit(result)):
        assert lacks in str(report)
    assert any(lacks in line for line in annotation_lines(result))


def test_comment_shows_what_it_is_given_as_text() -> None:
    text = gate_markdown(_RESULTS["hostile"])
    assert "<script>" not in text.replace("`<script>alert(1)</script>`", "")
    outside = [line for line in text.splitlines() if not line.startswith(("<!--", "- newly"))]
    assert all("@everyone" not in line for line in outside)
    assert not any(line.startswith("# ") for line in text.splitlines())


def test_annotations_stay_within_what_the_host_shows() -> None:
    lines = list(annotation_lines(_RESULTS["huge"]))
    for level in ("error", "notice"):
        assert sum(line.startswith(f"::{level}") for line in lines) == 10
    assert all("\n" not in line for line in annotation_lines(_RESULTS["hostile"]))


@pytest.mark.parametrize("result", _RESULTS.values(), ids=_RESULTS.keys())
def test_every_report_has_the_same_verdict_and_counts(result: GateResult) -> None:
    machine = json.loads(json.dumps(gate_as_json(result)))
    assert machine["verdict"] == result.verdict
    assert machine["newly_failing"] == result.newly_failing
    first = next(iter(gate_lines(result)))
    if result.newly_failing:
        assert f"{result.newly_failing:,} record" in first
        assert f"{result.newly_failing:,} record" in gate_markdown(result)


def test_verdict_is_errored_before_failed_before_passed() -> None:
    assert _RESULTS["nothing"].verdict is Verdict.PASSED
    assert _RESULTS["blocked"].verdict is Verdict.FAILED
    error = replace(_RESULTS["blocked"].findings[0], is_error=True)
    assert replace(_RESULTS["blocked"], findings=[error]).verdict is Verdict.ERRORED


def test_terminal_report_is_plain_lines() -> None:
    printed = io.StringIO()
    for line in gate_lines(_RESULTS["hostile"]):
        print(line, file=printed)
    assert "Blocked by" in printed.getvalue()
