"""Critical rules that a change leaves with few or no records to judge, whatever brings it about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from customer_truth.gate.agreement import given_by
from customer_truth.gate.approvals import Approvals
from customer_truth.gate.parties import Parties
from customer_truth.gate.result import Finding, FindingKind, RuleImpact
from customer_truth.verdict.verdict import Severity

# A rule that judges less than this share of what it judged before has lost its records.
_LEAST_SHARE = 0.5


def emptied(
    impacts: Iterable[RuleImpact], parties: Parties, approvals: Approvals
) -> Iterator[Finding]:
    """One finding for each such rule whose owner has not agreed."""
    for impact in impacts:
        was, now = (side.rules.get(impact.rule) for side in (parties.base, parties.head))
        if was is None or now is None or was.severity is not Severity.CRITICAL or impact.error:
            continue
        if impact.records_after >= impact.records_before * _LEAST_SHARE:
            continue
        for owner in parties.rule_owners(impact.rule):
            if given_by(owner, parties, approvals) is None:
                left = f"{impact.records_after:,}" if impact.records_after else "none"
                yield Finding(
                    kind=FindingKind.EMPTIED,
                    subject=f"rule {impact.rule}",
                    message=(
                        f"is critical and judged {impact.records_before:,} records, now {left}, "
                        f"needs the word of {owner.role} ({owner.person or 'nobody'})."
                    ),
                    file=impact.file,
                    line=impact.line,
                )
