"""What differs between the rules of two sides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from customer_truth.gate.change import Change, ChangeKind, Party
from customer_truth.gate.parties import Parties
from customer_truth.gate.side import Side
from customer_truth.rules import Rule

_CRITERION = (
    *("when", "must", "limits", "expect", "order", "before", "effective_until"),
    *("mart", "key", "customer", "value", "judged_at", "trace"),
)
_WORDS = ("title", "why", "fix", "reference", "dimension", "lifecycle", "stage", "claims")


def changed_rules(base: Side, head: Side) -> Iterator[Change]:
    """Every change of a rule, in the order of the rules' ids."""
    was, now = base.rules, head.rules
    finder = _RuleChanges(base, head)
    unread = {id for id in head.entries if id not in now}
    for rule_id in sorted(was.keys() | now.keys()):
        if rule_id not in was:
            yield finder.added(now[rule_id])
        elif rule_id in now:
            yield from finder.between(was[rule_id], now[rule_id])
        elif rule_id not in unread and (head.is_derivable or was[rule_id].file.parts[0] != "seeds"):
            yield finder.removed(was[rule_id])


class _RuleChanges:
    def __init__(self, base: Side, head: Side) -> None:
        self.base = base
        self.head = head
        self.parties = Parties(base, head)

    def added(self, rule: Rule) -> Change:
        return self._change(ChangeKind.RULE_ADDED, rule, "id", rule.definition, self._of(rule))

    def removed(self, rule: Rule) -> Change:
        return Change(
            kind=ChangeKind.RULE_REMOVED,
            subject=f"rule {rule.id}",
            says=rule.definition,
            file=rule.file,
            line=1,
            parties=self._of(rule),
            rule=rule.id,
        )

    def between(self, was: Rule, now: Rule) -> Iterator[Change]:
        parties = self._of(was)
        if told := _differing(was, now, _CRITERION):
            field = told[0][0]
            kind = ChangeKind.REWORDED
            yield self._change(kind, now, field, _said(told), parties, criterion=True)
        if was.tolerance != now.tolerance:
            says = f"tolerance {was.tolerance:.2%} → {now.tolerance:.2%}"
            yield self._change(ChangeKind.THRESHOLD_CHANGED, now, "tolerance", says, parties)
        if was.owner != now.owner:
            yield self._owner_changed(was, now)
        if was.severity != now.severity:
            says = f"{was.severity} → {now.severity}"
            yield self._change(ChangeKind.SEVERITY_CHANGED, now, "severity", says, parties)
        if was.effective_from != now.effective_from:
            says = f"in force from {was.effective_from} → {now.effective_from}"
            kind = ChangeKind.EFFECTIVE_DATE_CHANGED
            yield self._change(kind, now, "effective_from", says, parties, criterion=True)
        if (was.decision, was.kind) != (now.decision, now.kind):
            says = f"{was.kind}, decision {was.decision} → {now.kind}, decision {now.decision}"
            after = self._decider(now)
            both = parties | ({"decider_after": after} if after else {})
            yield self._change(ChangeKind.DECISION_RIGHT_CHANGED, now, "decision", says, both)
        if told := _differing(was, now, _WORDS):
            yield self._change(ChangeKind.REWORDED, now, told[0][0], _said(told), parties)

    def _owner_changed(self, was: Rule, now: Rule) -> Change:
        parties = self._of(was) | {"owner_before": self.parties.of(was.owner)}
        if now.id not in self.head.unowned:
            parties["owner_after"] = self.parties.of(now.owner)
        says = f"{was.owner} → {now.owner}"
        return self._change(ChangeKind.OWNER_CHANGED, now, "owner", says, parties)

    def _of(self, rule: Rule) -> dict[str, Party]:
        """The parties to a rule as it was, or as it is where it is new."""
        parties = {"owner": self.parties.of(rule.owner)}
        if decider := self._decider(rule):
            parties["decider"] = decider
        marts = self.base.marts if rule.mart in self.base.marts else self.head.marts
        if owner := marts[rule.mart].owner if rule.mart in marts else None:
            parties["records_owner"] = self.parties.of(owner)
        return parties

    def _decider(self, rule: Rule) -> Party | None:
        name = rule.decision or ""
        right = self.base.registry.decision(name) or self.head.registry.decision(name)
        return self.parties.of(right.decider) if right else None

    def _change(
        self,
        kind: ChangeKind,
        rule: Rule,
        field: str,
        says: str,
        parties: dict[str, Party],
        *,
        criterion: bool = False,
    ) -> Change:
        return Change(
            kind=kind,
            subject=f"rule {rule.id}",
            says=says,
            file=rule.file,
            line=self.head.line(rule, field),
            parties=parties,
            rule=rule.id,
            criterion=criterion,
        )


def _differing(was: Rule, now: Rule, names: tuple[str, ...]) -> list[tuple[str, Any, Any]]:
    both = ((name, getattr(was, name), getattr(now, name)) for name in names)
    return [(name, before, after) for name, before, after in both if before != after]


def _said(told: list[tuple[str, Any, Any]]) -> str:
    return "; ".join(f"{name}: {_short(before)} → {_short(after)}" for name, before, after in told)


def _short(value: Any) -> str:
    if value in (None, (), {}):
        return "nothing"
    if isinstance(value, dict):
        return ", ".join(f"{name} {part}" for name, part in value.items())
    return " ".join(str(value).split())
