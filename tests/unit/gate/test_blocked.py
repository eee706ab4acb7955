"""What is never merged, and that only what a change makes worse blocks it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from customer_truth.gate.approvals import Approvals
from customer_truth.gate.change import ChangeKind
from customer_truth.gate.result import FindingKind
from tests.unit.gate.sides import Edits, Pair, impact
from tests.unit.lint.lint_project import RULES

_WAIVERS = "seeds/waivers.csv"
_LIST = {RULES: [("owner: controller", "owner: [controller, chief]")]}
_NOBODY = {RULES: [("    owner: controller\n", "")]}
_SELF = {_WAIVERS: [("sales_operations,controller", "controller,controller")]}
_ENDLESS = {_WAIVERS: [("2026-10-01,2026-12-31", "2026-10-01,")]}
_UNSOUND = {RULES: [("amount >= :least", "amounts >= :least")]}


@pytest.mark.parametrize(
    ("edits", "kind", "line"),
    [
        (_LIST, FindingKind.RULE_WITHOUT_OWNER, "owner: [controller, chief]"),
        (_NOBODY, FindingKind.RULE_WITHOUT_OWNER, "- id: email_is_well_formed"),
        (_SELF, FindingKind.WAIVER_BY_REQUESTER, "w1,"),
        (_ENDLESS, FindingKind.WAIVER_WITHOUT_END, "w1,"),
        (_UNSOUND, FindingKind.UNSOUND, "must: amounts"),
    ],
    ids=["a list as owner", "no owner", "own waiver", "endless waiver", "unknown column"],
)
def test_change_is_blocked_at_its_line(edits: Edits, kind: str, line: str, tmp_path: Path) -> None:
    pair = Pair(tmp_path, edits)
    (finding,) = pair.findings(pair.changes)
    assert finding.kind == kind
    text = (tmp_path / "head" / finding.file).read_text().splitlines()[finding.line - 1]
    assert text.strip().startswith(line)


@pytest.mark.parametrize("fault", [_LIST, _NOBODY, _SELF, _ENDLESS, _UNSOUND])
def test_what_was_at_fault_before_does_not_block(fault: Edits, tmp_path: Path) -> None:
    pair = Pair(tmp_path, {"seeds/function_kpis.csv": [("0.9", "0.8")]}, before=fault)
    assert pair.findings(pair.changes) == []


def test_rule_that_no_planted_row_breaks_was_never_seen_red(tmp_path: Path) -> None:
    renamed = {
        RULES: [("id: proposal_has_amount", "id: proposal_has_a_price")],
        _WAIVERS: [("proposal_has_amount", "proposal_has_a_price")],
    }
    pair = Pair(tmp_path, renamed)
    found = {finding.kind: finding.message for finding in pair.findings(pair.changes)}
    assert found.keys() == {
        FindingKind.NEVER_SEEN_RED,
        FindingKind.CRITICAL_LOOSENED,
        FindingKind.UNSOUND,  # the rows of the old name are of no rule
    }
    assert "tests/planted/visits.yml" in found[FindingKind.NEVER_SEEN_RED]


@pytest.mark.parametrize(
    "edits",
    [
        {RULES: [("severity: critical", "severity: info")]},
        {
            RULES: [
                ("    dimension: completeness", "    tolerance: 0.1\n    dimension: completeness")
            ]
        },
    ],
    ids=["severity", "tolerance"],
)
def test_critical_rule_is_not_loosened_without_its_owner(edits: Edits, tmp_path: Path) -> None:
    pair = Pair(tmp_path, edits)
    (finding,) = pair.findings(pair.changes)
    assert finding.kind == FindingKind.CRITICAL_LOOSENED
    assert pair.findings(pair.changes, approvals=Approvals("x", frozenset({"dm"}))) == []


def test_loosened_by_its_records_is_loosened(tmp_path: Path) -> None:
    pair = Pair(tmp_path, {RULES: [("least: 1", "least: 0")]})
    (change,) = pair.changes
    loosened = replace(change, kind=ChangeKind.LOOSENED)
    assert [f.kind for f in pair.findings([loosened])] == [FindingKind.CRITICAL_LOOSENED]
    assert pair.findings([replace(change, kind=ChangeKind.TIGHTENED)]) == []


def test_closed_records_do_not_fail_by_a_criterion_without_a_date(tmp_path: Path) -> None:
    undated = Pair(tmp_path / "undated", {RULES: [("least: 1", "least: 2")]})
    moved = impact(newly_failing=3, closed=3)
    found = undated.findings(undated.changes, moved)
    assert [finding.kind for finding in found] == [FindingKind.CLOSED_RECORDS]

    dated = Pair(
        tmp_path / "dated",
        {
            RULES: [
                (
                    "effective_from: 2026-01-01\n    limits: {least: 1}",
                    "effective_from: 2026-12-01\n    limits: {least: 2}\n    before:\n"
                    "      - {effective_from: 2026-01-01, limits: {least: 1}}",
                )
            ]
        },
    )
    assert dated.head.problems == ()
    assert dated.findings(dated.changes, moved) == []


def test_rule_that_could_not_be_evaluated_is_an_error_and_not_a_pass(tmp_path: Path) -> None:
    pair = Pair(tmp_path, {})
    (finding,) = pair.findings([], impact(error="Binder Error: no such column"))
    assert finding.is_error
    assert finding.kind == FindingKind.NOT_CHECKED
