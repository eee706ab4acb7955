"""Who must agree, and what counts as agreement."""

from __future__ import annotations

from pathlib import Path

import pytest

from customer_truth.gate.approvals import Approvals
from customer_truth.gate.change import ChangeKind
from tests.unit.gate.sides import Pair, impact
from tests.unit.lint.lint_project import RULES

_HANDED_OVER = {RULES: [("owner: controller", "owner: sales_operations")]}
_SEVERITY = {RULES: [("severity: critical", "severity: info")]}


def _approved(*handles: str, author: str = "somebody") -> Approvals:
    return Approvals(author, frozenset(handles) - {author})


def test_both_owners_agree_to_a_change_of_owner(tmp_path: Path) -> None:
    pair = Pair(tmp_path, _HANDED_OVER)
    needed = pair.agreements(pair.changes)
    assert [(a.party.role, a.party.person) for a in needed] == [
        ("controller", "Beatriz Kowal"),
        ("sales_operations", "Devon Marsh"),
    ]
    assert [a.given_by for a in needed] == [None, None]


@pytest.mark.parametrize(
    ("approvals", "given"),
    [
        (_approved("dm"), "dm"),
        (_approved("DM".lower()), "dm"),
        (_approved("bk"), None),
        (_approved("is"), "is"),
        (_approved("dm", author="dm"), None),
        (_approved("dm", "is", author="dm"), "is"),
    ],
    ids=["owner", "any case", "another owner", "deputy", "own change", "deputy of the author"],
)
def test_agreement_is_the_owners_or_the_deputys_and_never_the_authors(
    approvals: Approvals, given: str | None, tmp_path: Path
) -> None:
    pair = Pair(tmp_path, _SEVERITY)
    (needed,) = pair.agreements(pair.changes, approvals=approvals)
    assert needed.given_by == given


def test_nobody_gains_a_say_by_the_change_that_gives_it(tmp_path: Path) -> None:
    taken = {"seeds/owners.csv": [("Devon Marsh,d@example.com,dm", "Eve,e@example.com,eve")]}
    pair = Pair(tmp_path, {**_SEVERITY, **taken})
    needed = pair.agreements(pair.changes, approvals=_approved("eve"))
    by_person = {a.party.person: a.given_by for a in needed}
    assert by_person == {"Devon Marsh": None, "Eve": "eve"}


def test_owner_of_the_records_is_asked_only_above_what_may_fail_without_a_word(
    tmp_path: Path,
) -> None:
    pair = Pair(tmp_path, {})
    allowed = pair.policy.newly_failing
    for severity, most in allowed.items():
        assert pair.agreements([], impact(severity=severity, newly_failing=most)) == []
        (asked,) = pair.agreements([], impact(severity=severity, newly_failing=most + 1))
        assert asked.party.role == "sales_operations"
        assert f"{most + 1:,} of the records newly fail" in asked.reasons[0]


def test_every_kind_of_change_has_a_policy(tmp_path: Path) -> None:
    assert set(Pair(tmp_path, {}).policy.agreement) == set(ChangeKind)


def test_for_a_role_that_nobody_holds_any_more_its_last_deputy_speaks(tmp_path: Path) -> None:
    row = "d@example.com,dm,,chief,chief,2026-01-01,"
    left = {"seeds/owners.csv": [(row, f"{row}2026-10-31")]}
    pair = Pair(tmp_path, _SEVERITY, before=left)
    for by, given in (("dm", None), ("is", "is")):
        (needed,) = pair.agreements(pair.changes, approvals=_approved(by))
        assert (needed.party.role, needed.given_by) == ("sales_operations", given)
