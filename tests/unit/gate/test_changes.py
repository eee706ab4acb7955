"""Each change of a definition has a name in the reader's words."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from customer_truth.gate.change import ChangeKind
from customer_truth.gate.changed_rules import CRITERION, FIGURES, WORDS
from customer_truth.rules import Rule
from tests.unit.gate.sides import Edits, Pair
from tests.unit.lint.lint_project import RULES

_OWNERS, _STAGES, _MOVES = (
    f"seeds/{name}.csv" for name in ("owners", "lifecycle_stages", "stage_transitions")
)
_WAIVERS, _MAPPINGS = "seeds/waivers.csv", "seeds/stage_mappings.csv"
_WON = "opportunity,won,3,It is signed,won,sales_operations,false,true,,Closed,1,2024-01-01,\n"
_LOST = "opportunity,lost,4,It is not,lost,sales_operations,false,true,,Omitted,1,2024-01-01,\n"
_MAPPED = "salesforce,default,Qualification,opportunity,qualification\n"

CASES: list[tuple[str, Edits, list[tuple[ChangeKind, str]]]] = [
    ("nothing", {}, []),
    (
        "a limit",
        {RULES: [("least: 1", "least: 2")]},
        [(ChangeKind.REWORDED, "limits: least 1 → least 2")],
    ),
    (
        "a criterion",
        {RULES: [("amount >= :least", "amount > :least")]},
        [(ChangeKind.REWORDED, "must: amount >= :least → amount > :least")],
    ),
    (
        "an expectation",
        {RULES: [('regex: "@"', 'regex: "@.+"')]},
        [(ChangeKind.REWORDED, "expect: ")],
    ),
    (
        "a title",
        {RULES: [("A proposal carries a price", "A proposal has a price")]},
        [(ChangeKind.REWORDED, "title: ")],
    ),
    (
        "an owner",
        {RULES: [("owner: controller", "owner: sales_operations")]},
        [(ChangeKind.OWNER_CHANGED, "controller → sales_operations")],
    ),
    (
        "an owner become a list",
        {RULES: [("owner: controller", "owner: [controller, chief]")]},
        [(ChangeKind.OWNER_CHANGED, "controller → controller, chief")],
    ),
    (
        "a severity",
        {RULES: [("severity: critical", "severity: info")]},
        [(ChangeKind.SEVERITY_CHANGED, "critical → info")],
    ),
    (
        "a tolerance",
        {
            RULES: [
                ("    dimension: completeness", "    tolerance: 0.1\n    dimension: completeness")
            ]
        },
        [(ChangeKind.THRESHOLD_CHANGED, "tolerance 0.00% → 10.00%")],
    ),
    (
        "a first day",
        {
            RULES: [
                ("effective_from: 2026-01-01\n    limits", "effective_from: 2026-06-01\n    limits")
            ]
        },
        [(ChangeKind.EFFECTIVE_DATE_CHANGED, "in force from 2026-01-01 → 2026-06-01")],
    ),
    (
        "another id",
        {
            RULES: [("id: proposal_has_amount", "id: proposal_has_a_price")],
            _WAIVERS: [("proposal_has_amount", "proposal_has_a_price")],
        },
        [
            (ChangeKind.RULE_ADDED, "when stage"),
            (ChangeKind.RULE_REMOVED, "when stage"),
            (ChangeKind.WAIVER_CHANGED, "rule: proposal_has_amount → proposal_has_a_price"),
        ],
    ),
    ("a new stage", {_STAGES: [(_WON, _WON + _LOST)]}, [(ChangeKind.STAGE_ADDED, "added: ")]),
    (
        "a stage gone",
        {_STAGES: [(_WON, "")], _MOVES: [("opportunity,proposal,won,false,2024-01-01,\n", "")]},
        [(ChangeKind.STAGE_REMOVED, "removed: "), (ChangeKind.TRANSITION_REMOVED, "removed: ")],
    ),
    (
        "a stage's limit",
        {_STAGES: [(",60,Best Case", ",30,Best Case")]},
        [(ChangeKind.STAGE_CHANGED, "days_until_stale: 60 → 30")],
    ),
    (
        "what a stage means",
        {_STAGES: [("An offer,offered", "An offer,negotiated")]},
        [(ChangeKind.STAGE_CHANGED, "stage_means: offered → negotiated")],
    ),
    (
        "a stage mapped elsewhere",
        {_MAPPINGS: [("opportunity,qualification", "opportunity,proposal")]},
        [(ChangeKind.STAGE_REMAPPED, "stage: qualification → proposal")],
    ),
    (
        "a stage newly mapped",
        {_MAPPINGS: [(_MAPPED, _MAPPED + "salesforce,default,Offer,opportunity,proposal\n")]},
        [(ChangeKind.STAGE_REMAPPED, "added: ")],
    ),
    (
        "a move that needs a reason",
        {_MOVES: [("qualification,proposal,false", "qualification,proposal,true")]},
        [
            (ChangeKind.RULE_ADDED, "when "),
            (ChangeKind.TRANSITION_CHANGED, "needs_reason: false → true"),
        ],
    ),
    (
        "a waiver for longer",
        {_WAIVERS: [("2026-12-31", "2027-12-31")]},
        [(ChangeKind.WAIVER_EXTENDED, "expires_on: 2026-12-31 → 2027-12-31")],
    ),
    (
        "a waiver for shorter",
        {_WAIVERS: [("2026-12-31", "2026-12-01")]},
        [(ChangeKind.WAIVER_CHANGED, "expires_on: 2026-12-31 → 2026-12-01")],
    ),
    (
        "a role's holder",
        {_OWNERS: [("Beatriz Kowal,b@example.com,bk", "Ana Silva,a@example.com,as")]},
        [(ChangeKind.HOLDER_CHANGED, "person: Beatriz Kowal → Ana Silva; email: … → …")],
    ),
    (
        "a decider",
        {
            "seeds/decision_rights.csv": [
                ("forecast_entry,sales_operations", "forecast_entry,chief")
            ]
        },
        [(ChangeKind.DECISION_RIGHT_CHANGED, "decider: sales_operations → chief")],
    ),
    (
        "another reviewed table",
        {"seeds/function_kpis.csv": [("0.9", "0.8")]},
        [(ChangeKind.REGISTRY_CHANGED, "target: 0.9 → 0.8")],
    ),
]


@pytest.mark.parametrize(("edits", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_change_is_named(
    edits: Edits, expected: list[tuple[ChangeKind, str]], tmp_path: Path
) -> None:
    found = Pair(tmp_path, edits).changes
    assert [change.kind for change in found] == [kind for kind, _ in expected]
    for change, (_, says) in zip(found, expected, strict=True):
        assert change.says.startswith(says)


def test_change_points_at_the_line_of_its_field(tmp_path: Path) -> None:
    (change,) = Pair(tmp_path, {RULES: [("severity: critical", "severity: info")]}).changes
    text = (tmp_path / "head" / RULES).read_text().splitlines()
    assert text[change.line - 1].strip() == "severity: info"


def test_every_field_of_a_rule_has_a_word_to_ask_for() -> None:
    compared_alone = {
        *("owner", "severity", "tolerance", "kind", "decision", "claims"),
        *("effective_from", "effective_until"),
    }
    of_the_place = {"id", "file", "line"}
    told = {*CRITERION, *FIGURES, *WORDS, *compared_alone, *of_the_place}
    assert told == {field.name for field in fields(Rule)}


@pytest.mark.parametrize(
    ("edits", "says"),
    [
        (
            {RULES: [("function: sales, says: the address is known, ", "function: a, says: b, ")]},
            "claims: sales says the address is known (record visit_id), customer says nothing "
            "arrives (value visit_id) → a says b (record visit_id), customer says nothing arrives "
            "(value visit_id)",
        ),
        (
            {RULES: [('regex: "@"', 'regex: "@.+", mostly: 1')]},
            "type expect_column_values_to_match_regex, column email, regex @ → "
            "type expect_column_values_to_match_regex, column email, regex @.+, mostly 1",
        ),
        ({RULES: [("    reference: CRM-09\n", "")]}, "reference: CRM-09 → nothing"),
        (
            {
                RULES: [
                    (
                        "    when: stage",
                        "    before: [{effective_from: 2025-01-01, must: amount > 0}]\n"
                        "    when: stage",
                    )
                ]
            },
            "before: nothing → from 2025-01-01: when stage = 'proposal': amount > 0, least 1",
        ),
    ],
)
def test_change_is_told_in_no_words_of_python(edits: Edits, says: str, tmp_path: Path) -> None:
    told = "\n".join(change.says for change in Pair(tmp_path, edits).changes)
    assert says in told
    assert not re.search(r"None|True|False|Wording|Claim|\(\)|\{", told)
