"""What keeps a change from being merged, by the policy; only what the change makes worse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from customer_truth.gate import codeowners
from customer_truth.gate.agreement import given_by
from customer_truth.gate.approvals import Approvals
from customer_truth.gate.change import Change, ChangeKind, Party
from customer_truth.gate.parties import Parties
from customer_truth.gate.policy import Policy
from customer_truth.gate.result import Agreement, Finding, FindingKind, RuleImpact
from customer_truth.lint.accountable import person_behind
from customer_truth.registry.rows import Waiver
from customer_truth.rules import Rule
from customer_truth.verdict.verdict import Severity

_LOOSER = (
    *(ChangeKind.LOOSENED, ChangeKind.MOVED_BOTH_WAYS),
    *(ChangeKind.RULE_REMOVED, ChangeKind.RULE_ENDED),
)


class Blocked:
    """Finds what the policy never lets through, and what could not be checked."""

    def __init__(self, parties: Parties, policy: Policy, approvals: Approvals) -> None:
        self.parties = parties
        self.base = parties.base
        self.head = parties.head
        self.policy = policy
        self.approvals = approvals

    def findings(
        self,
        changes: Sequence[Change],
        impacts: Sequence[RuleImpact],
        agreements: Sequence[Agreement],
    ) -> list[Finding]:
        """Every finding, each place once for each kind."""
        blocked = [
            *self._owners(),
            *self._waivers(),
            *self._never_red(changes),
            *self._loosened(changes),
            *self._closed(changes, impacts),
            *self._codeowners(),
        ]
        told = {(finding.file, finding.line) for finding in blocked}
        blocked += [f for f in self._unsound() if (f.file, f.line) not in told]
        blocked = [f for f in blocked if f.kind in self.policy.blocked]
        return [*blocked, *self._unchecked(impacts), *_missing(agreements)]

    def _owners(self) -> Iterator[Finding]:
        for rule_id, named in self.head.unowned.items():
            if self.base.unowned.get(rule_id) == named:
                continue
            rule = self.head.rules[rule_id]
            owners = [name for name in named.split(", ") if name]
            has = f"{len(owners)} owners ({named})" if len(owners) > 1 else f"{named} as owner"
            file, line = self.head.place(rule, "owner")
            yield Finding(
                kind=FindingKind.RULE_WITHOUT_OWNER,
                subject=f"rule {rule_id}",
                message=f"has {has}, needs exactly one. Name the one accountable role.",
                file=file,
                line=line,
            )

    def _waivers(self) -> Iterator[Finding]:
        before = {
            (row.waiver_id, row.requested_by, row.approved_by, row.expires_on)
            for row in self.base.registry.waivers
        }
        for row in self.head.registry.waivers:
            if (row.waiver_id, row.requested_by, row.approved_by, row.expires_on) in before:
                continue
            people = {
                person_behind(self.head.registry, name, self.head.today)
                for name in (row.requested_by, row.approved_by)
            }
            if row.requested_by and len(people) == 1:
                has = f"{people.pop()} as requester and approver"
                yield _waiver(FindingKind.WAIVER_BY_REQUESTER, row, has, "two persons")
            if row.expires_on is None:
                yield _waiver(FindingKind.WAIVER_WITHOUT_END, row, "no end", "a day in expires_on")

    def _never_red(self, changes: Sequence[Change]) -> Iterator[Finding]:
        touched = {c.rule for c in changes if c.criterion or c.kind is ChangeKind.RULE_ADDED}
        for rule_id in sorted(filter(None, touched)):
            rule = self.head.rules.get(rule_id)
            seen = self.head.examples.get(rule_id)
            if rule is None or (seen is not None and seen.failing and seen.passing):
                continue
            file, line = self.head.place(rule, "id")
            yield Finding(
                kind=FindingKind.NEVER_SEEN_RED,
                subject=f"rule {rule_id}",
                message=(
                    "has no planted rows that pass and fail, needs one of each at least. Add them "
                    f"to tests/planted/{rule.suite}.yml."
                ),
                file=file,
                line=line,
            )

    def _loosened(self, changes: Sequence[Change]) -> Iterator[Finding]:
        for change in changes:
            rule_id = change.rule or ""
            is_critical = any(
                side.rules[rule_id].severity is Severity.CRITICAL
                for side in self.parties.before
                if rule_id in side.rules
            )
            if rule_id not in self.base.rules or not is_critical or not self._looser(change):
                continue
            for owner in self.parties.rule_owners(rule_id):
                if given_by(owner, self.parties, self.approvals) is None:
                    yield self._without_owner(change, owner)

    def _without_owner(self, change: Change, owner: Party) -> Finding:
        return Finding(
            kind=FindingKind.CRITICAL_LOOSENED,
            subject=change.subject,
            message=(
                f"is critical and {change.kind.words} without its owner, needs the word of "
                f"{owner.role} ({owner.person or 'nobody'})."
            ),
            file=change.file,
            line=change.line,
        )

    def _looser(self, change: Change) -> bool:
        now = self.head.rules.get(change.rule or "")
        was = self.base.rules[change.rule or ""]
        less = now is not None and (
            (change.kind is ChangeKind.SEVERITY_CHANGED and now.severity is not was.severity)
            or (change.kind is ChangeKind.THRESHOLD_CHANGED and now.tolerance > was.tolerance)
            or (change.kind is ChangeKind.EFFECTIVE_DATE_CHANGED and _starts_later(was, now))
        )
        return less or change.kind in _LOOSER

    def _closed(
        self, changes: Sequence[Change], impacts: Sequence[RuleImpact]
    ) -> Iterator[Finding]:
        criteria = {change.rule for change in changes if change.criterion}
        for impact in impacts:
            rule, was = self.head.rules.get(impact.rule), self.base.rules.get(impact.rule)
            if not impact.closed or impact.rule not in criteria or rule is None or was is None:
                continue
            if _keeps_the_past(was, rule):
                continue
            file, line = self.head.place(rule, "effective_from")
            yield Finding(
                kind=FindingKind.CLOSED_RECORDS,
                subject=f"rule {rule.id}",
                message=(
                    f"has no later date in force, so {impact.closed:,} records newly fail that "
                    f"were judged by the wording before, needs effective_from after "
                    f"{was.effective_from} and the earlier wording under before."
                ),
                file=file,
                line=line,
            )

    def _codeowners(self) -> Iterator[Finding]:
        """The file left behind, taken away, or overruled from a place where a host looks too."""
        was, now = ((side.root / codeowners.FILE).is_file() for side in (self.base, self.head))
        followed, follows = (
            codeowners.follows(side, self.policy.otherwise[0]) for side in (self.base, self.head)
        )
        if was and not now:
            yield _codeowners("is gone, needs to stay: it is whom the code host asks.")
        elif now and not follows and (followed or not was):
            yield _codeowners("differs from the registry, needs to follow it.")
        before = codeowners.other_places(self.base.root)
        for name, text in codeowners.other_places(self.head.root).items():
            if (was or now) and before.get(name) != text:
                has = f"may overrule {codeowners.FILE}, needs to be that file alone."
                yield _codeowners(has, Path(name), "Remove it.")

    def _unsound(self) -> Iterator[Finding]:
        before = {(p.file, p.where, p.message) for p in self.base.problems}
        for problem in self.head.problems:
            if (problem.file, problem.where, problem.message) not in before:
                yield Finding(
                    kind=FindingKind.UNSOUND,
                    subject=problem.where,
                    message=problem.message,
                    file=problem.file,
                    line=problem.line,
                )

    def _unchecked(self, impacts: Sequence[RuleImpact]) -> Iterator[Finding]:
        unsound = {(problem.file, problem.where) for problem in self.head.problems}
        for impact in impacts:
            if impact.error and (impact.file, f"rule {impact.rule}") not in unsound:
                yield Finding(
                    kind=FindingKind.NOT_CHECKED,
                    subject=f"rule {impact.rule}",
                    message=f"could not be evaluated: {impact.error}",
                    file=impact.file,
                    line=impact.line,
                    is_error=True,
                )


def _waiver(kind: str, row: Waiver, has: str, needs: str) -> Finding:
    return Finding(
        kind=kind,
        subject=row.where,
        message=f"has {has}, needs {needs}.",
        file=row.file,
        line=row.line,
    )


def _codeowners(
    message: str, file: Path = codeowners.FILE, do: str = "Run: truth codeowners"
) -> Finding:
    return Finding(
        kind=FindingKind.CODEOWNERS,
        subject="CODEOWNERS",
        message=f"{message} {do}",
        file=file,
        line=1,
    )


def _starts_later(was: Rule, now: Rule) -> bool:
    """Whether some days are judged by nothing any more, or by a wording that did not hold then."""
    return now.effective_from > was.effective_from and was.wordings[0] not in now.before


def _keeps_the_past(was: Rule, now: Rule) -> bool:
    """The wording before still holds for its own time."""
    return now.effective_from > was.effective_from and bool(now.before)


def _missing(agreements: Sequence[Agreement]) -> Iterator[Finding]:
    for agreement in agreements:
        if agreement.given_by is None:
            party = agreement.party
            reasons = "; ".join(agreement.reasons[:3])
            more = len(agreement.reasons) - 3
            told = f"{reasons}{f' and {more} more' if more > 0 else ''}"
            handle = f", @{party.handle}" if party.handle else ""
            file, line = agreement.place
            yield Finding(
                kind=FindingKind.NO_AGREEMENT,
                subject=party.role,
                message=f"has not agreed ({party.person or 'nobody holds it'}{handle}): {told}",
                file=Path(file),
                line=line,
            )
