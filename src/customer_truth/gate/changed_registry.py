"""What differs between the reviewed tables of two sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from customer_truth.files.row import Row
from customer_truth.gate.change import Change, ChangeKind, Party
from customer_truth.gate.parties import Parties
from customer_truth.gate.told import told
from customer_truth.registry.load import TABLES
from customer_truth.registry.rows import (
    Decision,
    DecisionRight,
    ExceptionKind,
    LifecycleStage,
    MatchDecision,
    Owner,
    PriorityBudget,
    StageMapping,
    StageTransition,
    SystemWord,
    Waiver,
)

_Kinds = tuple[ChangeKind, ChangeKind, ChangeKind]
_REGISTRY = (ChangeKind.REGISTRY_CHANGED,) * 3
_KINDS: dict[type[Row], _Kinds] = {
    LifecycleStage: (
        *(ChangeKind.STAGE_ADDED, ChangeKind.STAGE_CHANGED),
        ChangeKind.STAGE_REMOVED,
    ),
    StageTransition: (
        *(ChangeKind.TRANSITION_ADDED, ChangeKind.TRANSITION_CHANGED),
        ChangeKind.TRANSITION_REMOVED,
    ),
    StageMapping: (ChangeKind.STAGE_REMAPPED,) * 3,
    Waiver: (ChangeKind.WAIVER_ADDED, ChangeKind.WAIVER_CHANGED, ChangeKind.WAIVER_REMOVED),
    Owner: (ChangeKind.HOLDER_CHANGED,) * 3,
    DecisionRight: (ChangeKind.DECISION_RIGHT_CHANGED,) * 3,
    MatchDecision: (ChangeKind.MATCH_DECISION_CHANGED,) * 3,
}


def changed_registry(parties: Parties) -> Iterator[Change]:
    """Every row added, changed or removed, table by table."""
    finder = _RowChanges(parties)
    sides = (parties.base.registry, parties.head.registry)
    for table in TABLES:
        was, now = (_by_name(getattr(registry, table)) for registry in sides)
        for name in sorted(was.keys() | now.keys(), key=str):
            if was.get(name) is None or now.get(name) is None or _differs(was[name], now[name]):
                yield finder.change(was.get(name), now.get(name))


def _by_name(rows: Sequence[Row]) -> dict[tuple[object, ...], Row]:
    """Rows by what they are about; several of the same name and first day are numbered."""
    seen: Counter[tuple[object, ...]] = Counter()
    named: dict[tuple[object, ...], Row] = {}
    for row in rows:
        name = (row.where, getattr(row, "valid_from", None))
        seen[name] += 1
        named[(*name, seen[name])] = row
    return named


def _values(row: Row) -> dict[str, Any]:
    return {f.name: getattr(row, f.name) for f in fields(row) if f.name not in ("file", "line")}


def _differs(was: Row, now: Row) -> bool:
    return _values(was) != _values(now)


class _RowChanges:
    def __init__(self, parties: Parties) -> None:
        self.parties = parties

    def change(self, was: Row | None, now: Row | None) -> Change:
        row = now or was
        assert row is not None
        added, changed, removed = _KINDS.get(type(row), _REGISTRY)
        kind = added if was is None else removed if now is None else changed
        if isinstance(was, Waiver) and isinstance(now, Waiver) and _is_extended(was, now):
            kind = ChangeKind.WAIVER_EXTENDED
        stages = {(s.lifecycle, s.stage) for s in self.parties.base.registry.stages}
        is_version = isinstance(row, LifecycleStage) and (row.lifecycle, row.stage) in stages
        if kind is ChangeKind.STAGE_ADDED and is_version:
            kind = ChangeKind.STAGE_CHANGED
        return Change(
            kind=kind,
            subject=row.where,
            says=_said(was, now),
            file=row.file,
            line=now.line if now else 1,
            rule=row.rule if isinstance(row, Waiver) else None,
            **self._asked(row, was, now),
        )

    def _asked(self, row: Row, was: Row | None, now: Row | None) -> dict[str, Any]:
        """Who answers for the row and for whatever stands beside it on the same subject.

        A new version is a change of what it follows: whoever owned that is asked, not only whom
        the new one names.
        """
        if isinstance(row, Owner):
            return self._holders(row.role, was, now)
        before = [*([was] if was else []), *self._siblings(row)]
        if isinstance(row, DecisionRight):
            after = self.parties.all_of([now.decider] if isinstance(now, DecisionRight) else [])
            decider = self.parties.deciders([row.decision]) if before else ()
            parties = {"decider": decider, "decider_after": after}
            return {"parties": parties, "asks_otherwise": not before}
        about = [*before, *([now] if now else [])]
        owners = [party for one in about for party in self._owners_of(one)]
        is_new_hand = False
        if not before and isinstance(row, LifecycleStage):
            owners += self._lifecycle_owners(row.lifecycle)
        elif not before:
            is_new_hand = self._is_new_hand(row)
        parties = {"owner": tuple(dict.fromkeys(owners))} if owners else {}
        if isinstance(now, Waiver):
            # A row that says who approved is not their word.
            parties["approver"] = (self.parties.named(now.approved_by),)
        return {"parties": parties, "asks_otherwise": is_new_hand}

    def _holders(self, role: str, was: Row | None, now: Row | None) -> dict[str, Any]:
        """Whoever holds the role, and whom the rows name; a new role has nobody of before."""
        held = [self.parties.tip.holder(role), was]
        before, after = (
            tuple(self.parties.holding(row) for row in rows if isinstance(row, Owner))
            for rows in (held, [now])
        )
        parties = {"owner_before": tuple(dict.fromkeys(before)), "owner_after": after}
        return {"parties": parties, "asks_otherwise": not before}

    def _is_new_hand(self, row: Row) -> bool:
        """Whether the row is owned by a role that answers for nothing in its table so far."""
        named = getattr(row, "owner", None)
        rows = (other for side in self.parties.before for other in side.registry.rows)
        owners = {getattr(other, "owner", None) for other in rows if type(other) is type(row)}
        return isinstance(named, str) and named not in owners

    def _siblings(self, row: Row) -> list[Row]:
        """The rows of before on the same subject, in force or to come."""
        today = self.parties.head.today
        return [
            other
            for side in self.parties.before
            for other in side.registry.rows
            if type(other) is type(row)
            and other.where == row.where
            and ((end := getattr(other, "valid_to", None)) is None or end >= today)
        ]

    def _owners_of(self, row: Row) -> tuple[Party, ...]:
        owner = getattr(row, "owner", None)
        found = self.parties.all_of([owner] if isinstance(owner, str) else [])
        match row:
            case Waiver():
                found = self.parties.rule_owners(row.rule)
            case Decision():
                found = self.parties.rule_deciders(row.rule)
            case ExceptionKind():
                found = self.parties.deciders([row.decision])
            case PriorityBudget():
                approvers = self.parties.all_of([row.approved_by])
                found = (*self._budget_deciders(row.kind), *approvers)
            case StageMapping() | StageTransition():
                found = self._lifecycle_owners(row.lifecycle)
            case SystemWord():
                found = self._system_owners(row.source_system)
        return found

    def _budget_deciders(self, kind: str) -> tuple[Party, ...]:
        sides = (*self.parties.before, self.parties.head)
        kinds = (row for side in sides for row in side.registry.exception_kinds)
        return self.parties.deciders(row.decision for row in kinds if row.kind == kind)

    def _system_owners(self, system: str) -> tuple[Party, ...]:
        rows = (row for side in self.parties.before for row in side.registry.systems)
        return self.parties.all_of(row.owner for row in rows if row.source_system == system)

    def _lifecycle_owners(self, lifecycle: str) -> tuple[Party, ...]:
        rows = [row for side in self.parties.before for row in side.registry.lifecycles]
        known = [row.owner for row in rows if row.lifecycle == lifecycle]
        new = (row.owner for row in self.parties.head.registry.lifecycles)
        return self.parties.all_of(known or new)


def _is_extended(was: Waiver, now: Waiver) -> bool:
    ends = was.expires_on, now.expires_on
    return None not in ends and now.expires_on > was.expires_on


def _said(was: Row | None, now: Row | None) -> str:
    if was is None or now is None:
        row, word = (now, "added") if now else (was, "removed")
        assert row is not None
        shown = (f"{name} {told(value)}" for name, value in _shown(row) if value not in (None, ""))
        return f"{word}: {', '.join(shown)}"
    before, after = _values(was), _values(now)
    names = (name for name in after if before[name] != after[name])
    return "; ".join(
        f"{name}: {_hidden(name, before[name])} → {_hidden(name, after[name])}" for name in names
    )


_PERSONAL = ("email", "alert")


def _shown(row: Row) -> Iterator[tuple[str, Any]]:
    for name, value in _values(row).items():
        if name not in _PERSONAL:
            yield name, value


def _hidden(name: str, value: Any) -> str:
    return "…" if name in _PERSONAL else told(value)
