"""Two sides of a change of the small sound project, and what the gate says of them."""

from __future__ import annotations

from pathlib import Path

from customer_truth.gate.agreement import needed_agreements
from customer_truth.gate.approvals import Approvals
from customer_truth.gate.blocked import Blocked
from customer_truth.gate.change import Change
from customer_truth.gate.changed_registry import changed_registry
from customer_truth.gate.changed_rules import changed_rules
from customer_truth.gate.parties import Parties
from customer_truth.gate.policy import load_policy
from customer_truth.gate.result import Agreement, Finding, RuleImpact
from customer_truth.gate.side import Side, load_side
from customer_truth.verdict.verdict import Severity, Verdict
from tests.conftest import ROOT
from tests.unit.lint.lint_project import RULES, TODAY, make_project

Edits = dict[str, list[tuple[str, str]]]
_EXAMPLES = """\
proposal_has_amount:
  passes: [{stage: proposal, amount: 5}]
  fails: [{stage: proposal}]
email_is_well_formed:
  passes: [{}]
  fails: [{}]
"""


class Pair:
    """The project as it is, and as `edits` would have it."""

    def __init__(self, folder: Path, edits: Edits, before: Edits | None = None) -> None:
        self.base = self._side(folder / "base", before or {})
        self.head = self._side(folder / "head", {**(before or {}), **edits})
        self.policy = load_policy([ROOT], ROOT)

    @property
    def parties(self) -> Parties:
        """Who has a part."""
        return Parties(self.base, self.head)

    def _side(self, root: Path, edits: Edits) -> Side:
        make_project(root, edits)
        planted = root / "tests" / "planted"
        planted.mkdir(parents=True)
        (planted / "visits.yml").write_text(_EXAMPLES)
        return load_side(root, TODAY)

    @property
    def changes(self) -> list[Change]:
        """What differs in rules and registry."""
        return [*changed_rules(self.parties), *changed_registry(self.parties)]

    def agreements(
        self, changes: list[Change], *impacts: RuleImpact, approvals: Approvals | None = None
    ) -> list[Agreement]:
        """Whose word is needed."""
        given = approvals or Approvals()
        return needed_agreements(changes, impacts, self.policy, self.parties, given)

    def findings(
        self, changes: list[Change], *impacts: RuleImpact, approvals: Approvals | None = None
    ) -> list[Finding]:
        """What blocks, missing agreement left aside."""
        blocked = Blocked(self.parties, self.policy, approvals or Approvals())
        return blocked.findings(changes, impacts, [])


def impact(rule: str = "proposal_has_amount", **counts: object) -> RuleImpact:
    """What moves for one rule; nothing unless told."""
    told: dict[str, object] = {
        **dict.fromkeys(("records_before", "records_after"), 100),
        **dict.fromkeys(("failing_before", "failing_after", "newly_failing", "newly_passing"), 0),
        **dict.fromkeys(("waived", "customers_touched", "business_not_known", "closed"), 0),
        **dict.fromkeys(("in_error_newly_failing", "in_error_newly_passing", "yearly_business")),
        "severity": Severity.CRITICAL,
        "is_contradiction": False,
        "decider": None,
        "verdict_before": Verdict.PASSED,
        "verdict_after": Verdict.PASSED,
        "title": "A proposal carries a price",
        "broken": "Proposals without a price",
        "owner": "sales_operations",
        "line": 9,
        **counts,
    }
    return RuleImpact(rule=rule, file=Path(RULES), **told)  # type: ignore[arg-type]
