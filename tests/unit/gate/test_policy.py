"""The policy is read at the base, whole, and a misspelt word stops the gate."""

from __future__ import annotations

from pathlib import Path

import pytest

from customer_truth.errors import Unusable
from customer_truth.gate.policy import FILE, OWNERS, check_policy, load_policy
from tests.conftest import ROOT


def _policy(root: Path, old: str = "", new: str = "") -> Path:
    text = (ROOT / FILE).read_text("utf-8")
    assert old in text
    (root / FILE).parent.mkdir(parents=True)
    (root / FILE).write_text(text.replace(old, new, 1), "utf-8")
    return root


def test_change_does_not_ease_its_own_passage(tmp_path: Path) -> None:
    base = _policy(tmp_path / "base")
    head = _policy(tmp_path / "head", "  warning: 25", "  warning: 99999")
    assert load_policy([base], head).newly_failing["warning"] == 25


def test_first_policy_is_the_one_that_the_change_brings(tmp_path: Path) -> None:
    head = _policy(tmp_path / "head")
    assert load_policy([tmp_path / "nothing"], head).otherwise == ("customer_truth_owner",)


def test_kind_of_change_that_an_older_policy_does_not_know_asks_otherwise(tmp_path: Path) -> None:
    root = _policy(tmp_path / "base", "  tool_changed: [customer_truth_owner]\n", "")
    assert load_policy([root], root).agreement["tool_changed"] == ("customer_truth_owner",)


def test_of_two_policies_that_hold_the_stricter_counts(tmp_path: Path) -> None:
    eased = ("  tightened: [owner]", "  tightened: []")
    began = _policy(tmp_path / "began", *eased)
    tip = _policy(tmp_path / "tip", "  warning: 25", "  warning: 3")
    for before in ([began, tip], [tip, began]):
        policy = load_policy(before, tip)
        assert policy.agreement["tightened"] == ("owner",)
        assert policy.newly_failing["warning"] == 3


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  tightened:", "  tigthened:", "tigthened"),
        ("  - rule_never_seen_red", "  - rule_never_seen_rad", "rule_never_seen_rad"),
        ("otherwise: customer_truth_owner", "", "otherwise"),
        ("samples: 20", "samples: many", "samples|many"),
        ("agreement:", "agreement: [", "needs"),
        (
            "  tightened: [owner]",
            "  tightened: owner",
            "'owner' as tightened, needs a list of texts",
        ),
        ("  warning: 25", "  warning: -25", "-25 as warning, needs a whole number"),
        ("  warning: 25", "  wraning: 25", "no warning"),
        ("otherwise:", "otherwse: x\notherwise:", "the unknown field otherwse"),
    ],
)
def test_policy_that_cannot_be_meant_stops_the_gate(
    old: str, new: str, told: str, tmp_path: Path
) -> None:
    root = _policy(tmp_path / "base", old, new)
    with pytest.raises(Unusable, match=told):
        load_policy([root], root)


def test_project_without_a_policy_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="needs the policy"):
        load_policy([tmp_path], tmp_path)


def test_a_policy_that_would_stop_every_later_gate_is_told_before(tmp_path: Path) -> None:
    root = _policy(tmp_path / "base", "  tightened: [owner]", "  tightened: owner")
    (problem,) = check_policy(root)
    assert problem.line > 1
    assert check_policy(_policy(tmp_path / "sound")) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "tool_changed: [customer_truth_owner]",
            "tool_changed: [customer_truth_ownr]",
            "customer_truth_owner?",
        ),
        ("tightened: [owner]", "tightened: [owner, auditor]", "the unknown auditor in tightened"),
        ("otherwise: customer_truth_owner", "otherwise: nobody_at_all", "roles of owners.csv"),
        ("tightened: [owner]", "tightened: [ownr]", "Did you mean owner?"),
    ],
)
def test_policy_names_only_parts_and_roles_that_exist(
    old: str, new: str, told: str, tmp_path: Path
) -> None:
    root = _policy(tmp_path, old, new)
    (root / "seeds").mkdir()
    (root / OWNERS).write_text((ROOT / OWNERS).read_text("utf-8"), "utf-8")
    (problem,) = check_policy(root)
    assert told in problem.message
    text = (root / FILE).read_text("utf-8").splitlines()
    assert new in text[problem.line - 1]
