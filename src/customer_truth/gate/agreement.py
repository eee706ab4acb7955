"""Whose word a change needs, and whether it was given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from customer_truth.gate.approvals import Approvals
from customer_truth.gate.change import Change, Party
from customer_truth.gate.parties import Parties
from customer_truth.gate.policy import PARTS, Policy
from customer_truth.gate.result import Agreement, RuleImpact

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
    own = {change.rule for change in changes}
    told_otherwise = [impact for impact in impacts if impact.rule not in own]
    for reason in (
        *_of_changes(changes, policy, parties),
        *_of_records(impacts, policy, parties),
        *_of_later_days(told_otherwise, policy, parties),
        *_of_lacks(told_otherwise, policy, parties),
    ):
        reasons.setdefault((reason[0].role, reason[0].person), []).append(reason)
    return [
        Agreement(
            party=told[0][0],
            reasons=tuple(dict.fromkeys(words for _, words, _ in told)),
            given_by=given_by(told[0][0], parties, approvals),
            place=told[0][2],
        )
        for told in reasons.values()
    ]


def given_by(party: Party, parties: Parties, approvals: Approvals) -> str | None:
    """The handle that agreed for a party: its own, or its deputy's; for an author, one above."""
    author = parties.handles_of(approvals.author)
    handles = [party.handle, party.deputy]
    if party.handle and party.handle.lower() in author:
        handles += [higher.handle for higher in parties.above(party.role)]
    return next(
        (h for h in handles if h and h.lower() in approvals.by and h.lower() not in author), None
    )


def _of_changes(changes: Iterable[Change], policy: Policy, parties: Parties) -> Iterator[_Reason]:
    for change in changes:
        wanted = policy.agreement[change.kind]
        asked = [party for name in wanted for party in _parties(name, change, parties)]
        is_theirs = change.asks_otherwise or all(parties.is_new(party.role) for party in asked)
        if wanted and is_theirs:
            asked += parties.all_of(policy.otherwise)
        for party in _present(asked, policy, parties):
            yield party, f"{change.subject}: {change.kind.words}", (change.file, change.line)


def _parties(name: str, change: Change, parties: Parties) -> tuple[Party, ...]:
    return change.parties.get(name, ()) if name in PARTS else parties.all_of([name])


def _present(asked: Iterable[Party], policy: Policy, parties: Parties) -> Iterator[Party]:
    """Where nobody holds a role, whom the policy names otherwise speaks in its place."""
    for party in asked:
        yield from [party] if party.person else parties.all_of(policy.otherwise)


def _of_records(
    impacts: Iterable[RuleImpact], policy: Policy, parties: Parties
) -> Iterator[_Reason]:
    for impact in impacts:
        allowed = policy.newly_failing[impact.severity]
        if impact.newly_failing <= allowed:
            continue
        rule = parties.head.rules.get(impact.rule) or parties.base.rules[impact.rule]
        owners = parties.mart_owners(rule.mart) or parties.all_of(policy.otherwise)
        words = (
            f"rule {impact.rule}: {impact.newly_failing:,} of the records newly fail, "
            f"{allowed:,} may without a word"
        )
        for party in _present(owners, policy, parties):
            yield party, words, (impact.file, impact.line)


def _of_later_days(
    impacts: Iterable[RuleImpact], policy: Policy, parties: Parties
) -> Iterator[_Reason]:
    """Whoever owns a rule that a change of something else will loosen, or the records it hits."""
    for impact in impacts:
        allowed = policy.newly_failing[impact.severity]
        for night in impact.later:
            owners: tuple[Party, ...] = ()
            if night.newly_passing or night.no_longer_judged:
                owners += parties.rule_owners(impact.rule)
            if night.newly_failing > allowed:
                rule = parties.head.rules.get(impact.rule) or parties.base.rules[impact.rule]
                owners += parties.mart_owners(rule.mart)
            words = f"rule {impact.rule}: judges differently from {night.on}"
            for party in _present(owners, policy, parties):
                yield party, words, (impact.file, impact.line)


def _of_lacks(impacts: Iterable[RuleImpact], policy: Policy, parties: Parties) -> Iterator[_Reason]:
    """Whoever answers for a rule that loses records with what a change takes away from it."""
    for impact in impacts:
        if impact.lacks is None or impact.records_after >= impact.records_before:
            continue
        asked = (*parties.rule_owners(impact.rule), *parties.rule_deciders(impact.rule))
        words = f"rule {impact.rule}: {impact.lacks}"
        for party in _present(asked, policy, parties):
            yield party, words, (impact.file, impact.line)
