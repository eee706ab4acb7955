"""What differs between the rules of two sides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from customer_truth.gate.change import Change, ChangeKind, Party
from customer_truth.gate.meaning import same_data
from customer_truth.gate.parties import Parties
from customer_truth.gate.told import NOTHING, criterion, told
from customer_truth.rules import Kind, Rule

# Every field of a rule has its place here or in `_RuleChanges.between`: one that had none could be
# changed without a word.
CRITERION = (
    *("when", "must", "limits", "expect", "order", "before"),
    *("mart", "key", "judged_at", "trace"),
)
FIGURES = ("customer", "value", "in_error", "touches_customers")
WORDS = (
    "title",
    "broken",
    "why",
    "fix",
    "fix_in",
    "reference",
    "dimension",
    "lifecycle",
    "stage",
    "stage_means",
    "suite",
)
Differing = list[tuple[str, Any, Any]]


def changed_rules(parties: Parties) -> Iterator[Change]:
    """Every change of a rule, in the order of the rules' ids."""
    was, now, head = parties.base.rules, parties.head.rules, parties.head
    finder = _RuleChanges(parties)
    unread = {id for id in head.entries if id not in now}
    for rule_id in sorted(was.keys() | now.keys()):
        if rule_id not in was:
            yield finder.added(now[rule_id])
        elif rule_id in now:
            yield from finder.between(was[rule_id], now[rule_id])
        elif rule_id not in unread and (head.is_derivable or was[rule_id].file.parts[0] != "seeds"):
            yield finder.removed(was[rule_id])


class _RuleChanges:
    def __init__(self, parties: Parties) -> None:
        self.parties = parties

    def added(self, rule: Rule) -> Change:
        return self._change(ChangeKind.RULE_ADDED, rule, "id", criterion(rule))

    def removed(self, rule: Rule) -> Change:
        file, line = self.parties.head.place(rule, "id")
        return Change(
            kind=ChangeKind.RULE_REMOVED,
            subject=f"rule {rule.id}",
            says=criterion(rule),
            file=file,
            line=line,
            parties=self._of(rule),
            rule=rule.id,
        )

    def between(self, was: Rule, now: Rule) -> Iterator[Change]:
        if found := _differing(was, now, CRITERION):
            kind = ChangeKind.REWORDED
            yield self._change(kind, now, found[0][0], _said(found), is_criterion=True)
        if was.effective_until != now.effective_until:
            yield self._end_changed(was, now)
        if was.tolerance != now.tolerance:
            says = f"tolerance {was.tolerance:.2%} → {now.tolerance:.2%}"
            yield self._change(ChangeKind.THRESHOLD_CHANGED, now, "tolerance", says)
        if was.owner != now.owner:
            yield self._owner_changed(was, now)
        if was.severity != now.severity:
            says = f"{was.severity} → {now.severity}"
            yield self._change(ChangeKind.SEVERITY_CHANGED, now, "severity", says)
        if was.effective_from != now.effective_from:
            says = f"in force from {was.effective_from} → {now.effective_from}"
            kind = ChangeKind.EFFECTIVE_DATE_CHANGED
            yield self._change(kind, now, "effective_from", says, is_criterion=True)
        decides = was.decision != now.decision or Kind.CONTRADICTION in (was.kind, now.kind)
        if decides and (was.decision, was.kind) != (now.decision, now.kind):
            yield self._decision_changed(was, now)
        if found := _differing(was, now, FIGURES):
            yield self._change(ChangeKind.FIGURES_CHANGED, now, found[0][0], _said(found))
        if found := _differing(was, now, ("claims",)):
            yield self._change(ChangeKind.CLAIMS_CHANGED, now, "claims", _said(found))
        if found := _differing(was, now, WORDS if decides else (*WORDS, "kind")):
            yield self._change(ChangeKind.REWORDED, now, found[0][0], _said(found))

    def _end_changed(self, was: Rule, now: Rule) -> Change:
        """An end that is set or moved nearer takes the rule away, if only from that day on."""
        ends = [rule.effective_until or date.max for rule in (was, now)]
        is_nearer = ends[1] < ends[0]
        kind = ChangeKind.RULE_ENDED if is_nearer else ChangeKind.EFFECTIVE_DATE_CHANGED
        says = f"in force until {told(was.effective_until)} → {told(now.effective_until)}"
        says = says.replace(NOTHING, "further notice")
        return self._change(kind, now, "effective_until", says, is_criterion=not is_nearer)

    def _owner_changed(self, was: Rule, now: Rule) -> Change:
        after = () if now.id in self.parties.head.unowned else self.parties.all_of([now.owner])
        own = {"owner_before": self._of(was)["owner"], "owner_after": after}
        says = f"{was.owner} → {now.owner}"
        return self._change(ChangeKind.OWNER_CHANGED, now, "owner", says, own)

    def _decision_changed(self, was: Rule, now: Rule) -> Change:
        sides = (
            f"{rule.kind}, decision {rule.decision}" if rule.decision else str(rule.kind)
            for rule in (was, now)
        )
        own = {"decider_after": self.parties.deciders([now.decision])} if now.decision else {}
        kind = ChangeKind.DECISION_RIGHT_CHANGED
        return self._change(kind, now, "decision", " → ".join(sides), own)

    def _of(self, rule: Rule) -> dict[str, tuple[Party, ...]]:
        """The parties to a rule as it was, or as it is where it is new."""
        deciders = self.parties.rule_deciders(rule.id)
        return {
            "owner": self.parties.rule_owners(rule.id),
            **({"decider": deciders} if deciders else {}),
            "records_owner": self.parties.mart_owners(rule.mart),
        }

    def _change(
        self,
        kind: ChangeKind,
        rule: Rule,
        field: str,
        says: str,
        own: dict[str, tuple[Party, ...]] | None = None,
        *,
        is_criterion: bool = False,
    ) -> Change:
        file, line = self.parties.head.place(rule, field)
        return Change(
            kind=kind,
            subject=f"rule {rule.id}",
            says=says,
            file=file,
            line=line,
            parties=self._of(rule) | (own or {}),
            rule=rule.id,
            criterion=is_criterion,
        )


def _differing(was: Rule, now: Rule, names: tuple[str, ...]) -> Differing:
    both = ((name, getattr(was, name), getattr(now, name)) for name in names)
    return [(name, before, after) for name, before, after in both if not same_data(before, after)]


def _said(found: Differing) -> str:
    return "; ".join(f"{name}: {told(before)} → {told(after)}" for name, before, after in found)
