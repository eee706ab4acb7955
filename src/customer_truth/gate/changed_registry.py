"""What differs between the reviewed tables of two sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from customer_truth.gate.change import Change, ChangeKind, Party
from customer_truth.gate.parties import Parties
from customer_truth.gate.side import Side
from customer_truth.registry.rows import (
    DecisionRight,
    LifecycleStage,
    MatchDecision,
    Owner,
    Row,
    StageMapping,
    StageTransition,
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


def changed_registry(base: Side, head: Side) -> Iterator[Change]:
    """Every row added, changed or removed, table by table."""
    finder = _RowChanges(base, head)
    for table in fields(base.registry):
        if table.name == "problems":
            continue
        was = _by_name(getattr(base.registry, table.name))
        now = _by_name(getattr(head.registry, table.name))
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
    def __init__(self, base: Side, head: Side) -> None:
        self.base = base
        self.head = head
        self.parties = Parties(base, head)

    def change(self, was: Row | None, now: Row | None) -> Change:
        row = now or was
        assert row is not None
        added, changed, removed = _KINDS.get(type(row), _REGISTRY)
        kind = added if was is None else removed if now is None else changed
        if isinstance(was, Waiver) and isinstance(now, Waiver) and _is_extended(was, now):
            kind = ChangeKind.WAIVER_EXTENDED
        stages = {(s.lifecycle, s.stage) for s in self.base.registry.stages}
        is_version = isinstance(row, LifecycleStage) and (row.lifecycle, row.stage) in stages
        if kind is ChangeKind.STAGE_ADDED and is_version:
            kind = ChangeKind.STAGE_CHANGED
        return Change(
            kind=kind,
            subject=row.where,
            says=_said(was, now),
            file=row.file,
            line=now.line if now else 1,
            parties=self._parties(was, now),
            rule=row.rule if isinstance(row, Waiver) else None,
        )

    def _parties(self, was: Row | None, now: Row | None) -> dict[str, Party]:
        parties: dict[str, Party] = {}
        for part, row in (("owner_before", was), ("owner_after", now)):
            if isinstance(row, Owner):
                parties[part] = self.parties.holding(row, before=part == "owner_before")
            elif row is not None and (role := self._owner_of(row)):
                parties[part] = self.parties.of(role)
        if owner := parties.get("owner_before") or parties.get("owner_after"):
            parties["owner"] = owner
        for part, row in (("decider", was), ("decider_after", now)):
            if isinstance(row, DecisionRight):
                parties[part] = self.parties.of(row.decider)
        return parties

    def _owner_of(self, row: Row) -> str | None:
        if isinstance(row, Waiver):
            rule = self.base.rules.get(row.rule) or self.head.rules.get(row.rule)
            return rule.owner if rule else None
        lifecycle = getattr(row, "lifecycle", None)
        if isinstance(row, StageMapping | StageTransition):
            ways = (*self.base.registry.lifecycles, *self.head.registry.lifecycles)
            return next((way.owner for way in ways if way.lifecycle == lifecycle), None)
        owner = getattr(row, "owner", None)
        return owner if isinstance(owner, str) else None


def _is_extended(was: Waiver, now: Waiver) -> bool:
    ends = was.expires_on, now.expires_on
    return None not in ends and now.expires_on > was.expires_on


def _said(was: Row | None, now: Row | None) -> str:
    if was is None or now is None:
        row, word = (now, "added") if now else (was, "removed")
        assert row is not None
        shown = (f"{name} {value}" for name, value in _shown(row) if value not in (None, ""))
        return f"{word}: {', '.join(shown)}"
    before, after = _values(was), _values(now)
    told = (n for n in after if before[n] != after[n])
    return "; ".join(
        f"{name}: {_told(name, before[name])} → {_told(name, after[name])}" for name in told
    )


_PERSONAL = ("email", "alert")


def _shown(row: Row) -> Iterator[tuple[str, Any]]:
    for name, value in _values(row).items():
        if name not in _PERSONAL:
            yield name, value


def _told(name: str, value: Any) -> str:
    if name in _PERSONAL:
        return "…"
    return "nothing" if value in (None, "") else str(value)
