"""Whose word a change needs, and whether it was given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from customer_truth.gate.approvals import Approvals
from customer_truth.gate.change import Change, Party
from customer_truth.gate.parties import Parties
from customer_truth.gate.policy import Policy
from customer_truth.gate.result import Agreement, RuleImpact
from customer_truth.gate.side import Side

_Reason = tuple[Party, str, tuple[Path, int]]


def needed_agreements(
    changes: Sequence[Change],
    impacts: Sequence[RuleImpact],
    policy: Policy,
    parties: Parties,
    approvals: Approvals,
) -> list[Agreement]:
    """One for each person who must agree, with every reason, in the order of the changes."""
    reasons: dict[tuple[str, str | None], list[_Reason]] = {}
    for reason in (*_of_changes(changes, policy, parties), *_of_records(impacts, policy, parties)):
        reasons.setdefault((reason[0].role, reason[0].person), []).append(reason)
    return [
        Agreement(
            party=told[0][0],
            reasons=tuple(dict.fromkeys(words for _, words, _ in told)),
            given_by=given_by(told[0][0], parties.base, approvals),
            place=told[0][2],
        )
        for told in reasons.values()
    ]


def given_by(party: Party, side: Side, approvals: Approvals) -> str | None:
    """The handle that agreed for a party: its own, or its deputy's."""
    handles = [party.handle, party.deputy]
    if party.handle and party.handle.lower() == approvals.author:
        handles.append(_above(party, side))
    return next((h for h in handles if h and h.lower() in approvals.by), None)


def _above(party: Party, side: Side) -> str | None:
    """Who speaks for an author without a deputy."""
    row = side.holder(party.role)
    superior = side.holder(row.escalates_to) if row and row.escalates_to else None
    return superior.handle if superior else None


def _of_changes(changes: Iterable[Change], policy: Policy, parties: Parties) -> Iterator[_Reason]:
    for change in changes:
        wanted = policy.agreement[change.kind]
        asked = [party for name in wanted if (party := _party(name, change, parties))]
        if wanted and not asked:
            asked = [parties.of(policy.otherwise)]
        for party in asked:
            yield party, f"{change.subject}: {change.kind.words}", (change.file, change.line)


def _party(name: str, change: Change, parties: Parties) -> Party | None:
    if name in change.parties:
        return change.parties[name]
    is_role = any(
        row.role == name for side in (parties.base, parties.head) for row in side.registry.owners
    )
    return parties.of(name) if is_role else None


def _of_records(
    impacts: Iterable[RuleImpact], policy: Policy, parties: Parties
) -> Iterator[_Reason]:
    for impact in impacts:
        allowed = policy.newly_failing[impact.severity]
        if impact.newly_failing <= allowed:
            continue
        rule = parties.head.rules.get(impact.rule) or parties.base.rules[impact.rule]
        mart = parties.base.marts.get(rule.mart) or parties.head.marts.get(rule.mart)
        role = mart.owner if mart and mart.owner else policy.otherwise
        words = (
            f"rule {impact.rule}: {impact.newly_failing:,} of the records newly fail, "
            f"{allowed:,} may without a word"
        )
        yield parties.of(role), words, (impact.file, impact.line)
