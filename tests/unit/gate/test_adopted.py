"""A change of what a home makes of the catalogue, in the gate's words and by whose word."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from unittest.mock import patch

import pytest

from customer_truth.definitions.load import every_suite
from customer_truth.files.layers import ADOPTION, is_of_catalogue
from customer_truth.gate.ahead import moved_back
from customer_truth.gate.gate import Compared, compare
from customer_truth.gate.result import GateResult
from customer_truth.gate.side import load_side
from customer_truth.project import open_settings
from tests.conftest import ROOT
from tests.unit.gate.company import NothingMoves

TODAY = date(2026, 11, 20)
Compare = Callable[[str, str], GateResult]
HEAD = f"version: {version('customer-truth')}\nadopted_on: 2026-01-01\n"


def home(root: Path, adoption: str) -> Path:
    """A home over the demo company's own registry, with this adoption."""
    for part in ("seeds", "checkpoints", "profiles"):
        shutil.copytree(ROOT / part, root / part)
    shutil.copy(ROOT / "dbt_project.yml", root)
    (root / "expectations").mkdir()
    (root / ADOPTION).write_text(HEAD + adoption)
    return root


@pytest.fixture
def compared(tmp_path: Path) -> Compare:
    """What the gate says where nothing moves tonight, of one adoption and another."""

    def told(was: str, now: str) -> GateResult:
        sides = [home(tmp_path / "was", was), home(tmp_path / "now", now)]
        asked = Compared("before", sides[:1], sides[1], [ADOPTION.as_posix()])
        with patch("customer_truth.gate.gate.Impact", NothingMoves):
            return compare(open_settings(sides[1]), asked, tmp_path / "built", lambda _: None)

    return told


def test_a_mart_of_the_catalogue_is_handed_to_another_role_by_both_of_them(
    compared: Compare,
) -> None:
    rules = [rule for suite in every_suite(ROOT) for rule in suite.rules]
    named = sorted(rule.id for rule in rules if rule.owner == "transport_planning")
    off = f"off: {{rules: {{{', '.join(f'{id}: {{because: No}}' for id in named)}}}}}\n"
    result = compared(off, f"{off}roles:\n  transport_planning: controller\n")
    told = {(c.kind, c.says, c.file, c.line) for c in result.changes}
    assert told == {("owner_changed", "transport_planning → controller", ADOPTION, 5)}
    assert "mart service_plans" in {change.subject for change in result.changes}
    asked = {agreement.party.role for agreement in result.agreements}
    assert asked == {"transport_planning", "controller"}


def test_a_rule_of_the_catalogue_is_handed_over_at_the_line_that_names_the_role(
    compared: Compare,
) -> None:
    result = compared("", "roles:\n  transport_planning: controller\n")
    rules = [c for c in result.changes if c.rule and c.kind == "owner_changed"]
    assert rules
    assert {(c.says, c.file, c.line) for c in rules} == {
        ("transport_planning → controller", ADOPTION, 4)
    }
    for change in rules:
        assert [party.role for party in change.parties["owner_before"]] == ["transport_planning"]
        assert [party.role for party in change.parties["owner_after"]] == ["controller"]


def test_the_days_of_the_catalogue_and_of_its_adoption_move_back_together(tmp_path: Path) -> None:
    said = "rules:\n  won_deal_is_not_reopened: {effective_from: 2026-03-01}\n"
    side = load_side(home(tmp_path / "home", said), TODAY)
    then = moved_back(side, tmp_path / "then", 200, [])
    rules = [rule for rule in side.rules.values() if is_of_catalogue(rule.file)]
    assert any(rule.effective_from > date(2026, 1, 1) for rule in rules)
    for rule in rules:
        moved = [w.effective_from for w in then.rules[rule.id].wordings]
        assert moved == [w.effective_from - timedelta(days=200) for w in rule.wordings]
