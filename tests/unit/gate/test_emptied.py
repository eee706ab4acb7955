"""A critical rule that loses its records, by whatever change, needs the word of its owner."""

from __future__ import annotations

from pathlib import Path

import pytest

from customer_truth.gate.approvals import Approvals
from customer_truth.gate.emptied import emptied
from customer_truth.gate.parties import Parties
from customer_truth.gate.result import Finding
from tests.unit.gate.sides import Pair, impact

_AGREED = Approvals(author="bk", by=frozenset({"dm"}))


def _found(
    folder: Path,
    before: int,
    after: int,
    rule: str = "proposal_has_amount",
    approvals: Approvals | None = None,
) -> list[Finding]:
    pair = Pair(folder, {})
    parties = Parties(pair.base, pair.head)
    moved = impact(rule, records_before=before, records_after=after)
    return list(emptied([moved], parties, approvals or Approvals()))


@pytest.mark.parametrize(("before", "after", "told"), [(97, 0, "now none"), (97, 20, "now 20")])
def test_a_critical_rule_that_loses_its_records_is_listed(
    tmp_path: Path, before: int, after: int, told: str
) -> None:
    (found,) = _found(tmp_path, before, after)
    assert found.kind == "critical_rule_loses_its_records"
    assert f"judged 97 records, {told}, needs the word of sales_operations" in found.message


@pytest.mark.parametrize(("before", "after"), [(97, 60), (0, 0), (10, 20)])
def test_a_critical_rule_that_keeps_its_records_is_not(
    tmp_path: Path, before: int, after: int
) -> None:
    assert _found(tmp_path, before, after) == []


def test_its_owner_may_agree_and_another_rule_needs_no_word(tmp_path: Path) -> None:
    assert _found(tmp_path / "agreed", 97, 0, approvals=_AGREED) == []
    assert _found(tmp_path / "info", 97, 0, rule="email_is_well_formed") == []
