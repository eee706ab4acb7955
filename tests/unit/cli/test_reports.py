"""What a definition, a file name or a record says breaks out of no report."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from junitparser import JUnitXml

from customer_truth.cli import console
from customer_truth.cli.gate import print_result, write_reports
from customer_truth.cli.options import ReportFormat
from customer_truth.files.problem import Problem
from customer_truth.gate.change import Change, ChangeKind, Party
from customer_truth.gate.result import Agreement, Finding, FindingKind, GateResult
from customer_truth.notify.digest import Digest, Item
from customer_truth.notify.message import body, subject
from customer_truth.report.gate_github import annotation_lines
from customer_truth.report.gate_markdown import gate_markdown
from customer_truth.report.terminal import night_lines
from customer_truth.rules import Rule
from customer_truth.rules.load import load_suites
from customer_truth.verdict.outcome import RuleResult, Run
from customer_truth.verdict.verdict import Verdict
from tests.unit.cli.nasty import SPELLS, WORDS, breaks_out, unseen
from tests.unit.gate.sides import impact
from tests.unit.lint.lint_project import make_project

NIGHT = datetime(2026, 11, 2, 5)
quick = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def rule(tmp_path_factory: pytest.TempPathFactory) -> Rule:
    """A rule of the small sound project."""
    suites, _ = load_suites(make_project(tmp_path_factory.mktemp("sound") / "project"))
    return suites[0].rules[0]


def _changed(word: str) -> GateResult:
    """A blocked change whose every word is the same."""
    file = Path(word.replace("\0", "") or "x")
    moved = replace(impact(word, owner=word, newly_failing=1), file=file)
    party = Party(role=word, person=word, handle=word)
    return GateResult(
        base=word,
        as_of="2026-11-02 05:00",
        changes=[
            Change(kind=ChangeKind.TIGHTENED, subject=word, says=word, file=file, line=3),
        ],
        rules=[
            replace(moved, examples=[{"record": word, "customer": word, "moves": "newly failing"}]),
            replace(moved, rule="broken", error=word, verdict_after=None),
        ],
        owners=[],
        marts=[],
        moves=[],
        forecast=[],
        findings=[Finding(kind=FindingKind.UNSOUND, subject=word, message=word, file=file, line=1)],
        agreements=[Agreement(party=party, reasons=(word,), given_by=word)],
    )


@quick
@given(WORDS)
def test_no_word_of_a_change_breaks_out_of_the_gates_output(
    capsys: pytest.CaptureFixture[str], word: str
) -> None:
    result = _changed(word)
    print_result(result, ReportFormat.TABLE, github=False)
    assert not breaks_out(capsys.readouterr().out)


@quick
@given(WORDS)
def test_an_annotation_is_one_command(capsys: pytest.CaptureFixture[str], word: str) -> None:
    for line in annotation_lines(_changed(word)):
        console.annotate(line, console.out)
    lines = capsys.readouterr().out.removesuffix("\n").split("\n")
    assert len(lines) == 3
    assert all(line.startswith(("::error file=", "::notice file=")) for line in lines)
    assert not any(map(unseen, lines))


@quick
@given(WORDS)
def test_no_word_of_a_change_is_unseen_in_the_comment(word: str) -> None:
    text = gate_markdown(_changed(word))
    assert not unseen(text)


@pytest.mark.parametrize("word", [*SPELLS, "\ufffe", "a\udcffb.yml", "a b%.yml"])
def test_every_report_of_a_change_can_be_read(
    capsys: pytest.CaptureFixture[str], word: str, tmp_path: Path
) -> None:
    files = {name: tmp_path / name for name in ("markdown", "sarif", "junit")}
    write_reports(_changed(word), **files)
    print_result(_changed(word), ReportFormat.JSON, github=False)
    told = json.loads(capsys.readouterr().out)
    assert told["changes"][0]["subject"] == word
    sarif = json.loads(files["sarif"].read_text("utf-8"))
    place = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].isascii()
    assert " " not in place["artifactLocation"]["uri"]
    assert JUnitXml.fromstring(files["junit"].read_bytes())


@quick
@given(WORDS)
def test_no_word_of_a_night_breaks_out(
    capsys: pytest.CaptureFixture[str], rule: Rule, word: str
) -> None:
    results = [
        RuleResult(
            **{"rule": replace(rule, owner=word or "x", title=word), "person": word},
            **{"verdict": verdict, "reason": word, "records": 3, "failing": 2, "waived": 0},
            **{"new": 1, "resolved": 0},
        )
        for verdict in (Verdict.FAILED, Verdict.ERRORED)
    ]
    run = Run(
        run_id=word,
        checkpoint=word,
        as_of=NIGHT,
        definitions_on=NIGHT.date(),
        started_at=NIGHT,
        finished_at=NIGHT,
        sources=[word],
        results=results,
    )
    for line in night_lines(run, Path("site"), word):
        console.say(line)
    assert not breaks_out(capsys.readouterr().out)


@quick
@given(WORDS)
def test_a_problem_is_one_line(capsys: pytest.CaptureFixture[str], word: str) -> None:
    console.complain(Problem(file=Path(word), line=1, where=word, message=word))
    printed = capsys.readouterr().err
    assert not breaks_out(printed) and printed.count("\n") == 1


@quick
@given(WORDS)
def test_an_alert_keeps_its_lines_and_calls_nobody(word: str) -> None:
    item = Item(
        rule_id="r", words=f"@here {word}", records=1, customers_touched=1, in_error=1.0, of="other"
    )
    digest = Digest(
        role="sales", person=word, run_id="r", started_at=NIGHT, as_of=NIGHT, new=[item]
    )
    text = body(digest, "https://truth.example.com")
    assert len(text.split("\n")) == 7
    assert "@" not in text and not unseen(text)
    assert not unseen(subject(digest))


def test_a_change_that_could_not_be_checked_ends_on_what_and_what_next(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = _changed("deals")
    wrong = replace(said.findings[0], is_error=True, message="has no mart. Add it.")
    print_result(replace(said, findings=[wrong, wrong]), ReportFormat.TABLE, github=False)
    assert capsys.readouterr().err.splitlines()[-1] == (
        "not checked: deals:1: deals has no mart, and 1 more problem. "
        "Ask whoever makes the change. Next: truth lint"
    )


def test_a_change_as_json_leaves_standard_output_to_the_json(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_result(_changed("deals"), ReportFormat.JSON, github=True)
    printed = capsys.readouterr()
    assert json.loads(printed.out)["changes"][0]["subject"] == "deals"
    assert "Blocked by" in printed.err
    assert "::error file=deals,line=1" in printed.err
