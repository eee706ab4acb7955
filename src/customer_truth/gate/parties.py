"""Who has a part in a change: roles as they are held today, not as the change would have them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from customer_truth.gate.change import Party
from customer_truth.gate.side import Side
from customer_truth.registry.answering import answering, in_office
from customer_truth.registry.rows import Owner
from customer_truth.rules import Rule


class Parties:
    """Looks roles up; nobody gains a say by the very change that gives it to them.

    `base` is where the change began, `tip` what it is merged into by now. Who has a part is asked
    of both, and who plays it of the tip alone: a holder of before has no word any more.
    """

    def __init__(self, base: Side, head: Side, tip: Side | None = None) -> None:
        self.base = base
        self.head = head
        self.tip = tip or base

    @property
    def before(self) -> tuple[Side, ...]:
        """The sides that the change did not write, the latest first."""
        return (self.tip,) if self.tip is self.base else (self.tip, self.base)

    def of(self, role: str) -> Party:
        """The role with whoever answers for it; one that only the change knows is as it says."""
        side = self.head if self.is_new(role) else self.tip
        found = answering(side.registry, role, side.today)
        return self._party(role, found.owner if found else None)

    def named(self, name: str) -> Party:
        """The role of that name, or the person who bears it and holds some role."""
        row = None if self.tip.holder(name) else self._in_office(name)
        return self.holding(row) if row else self.of(name)

    def all_of(self, roles: Iterable[str | None]) -> tuple[Party, ...]:
        """Each of the roles once, those that are None left out."""
        return tuple(self.of(role) for role in dict.fromkeys(roles) if role)

    def is_new(self, role: str) -> bool:
        """Whether nothing but the change itself knows the role."""
        return not any(row.role == role for side in self.before for row in side.registry.owners)

    def holding(self, row: Owner) -> Party:
        """The person whom one row of owners.csv names."""
        return self._party(row.role, row)

    def rule_owners(self, rule_id: str) -> tuple[Party, ...]:
        """Who owns a rule where the change began and where it goes; of a new one, whom it names."""
        return self.all_of(rule.owner for rule in self._rules(rule_id))

    def deciders(self, decisions: Iterable[str | None]) -> tuple[Party, ...]:
        """Who decides, by the decision rights of before; of new ones, by the change's."""
        roles: list[str] = []
        for name in dict.fromkeys(filter(None, decisions)):
            found = [side.registry.decision(name or "") for side in self.before]
            known = [right.decider for right in found if right]
            new = self.head.registry.decision(name or "")
            roles += known or ([new.decider] if new else [])
        return self.all_of(roles)

    def rule_deciders(self, rule_id: str) -> tuple[Party, ...]:
        """Who decides the contradictions that a rule finds."""
        return self.deciders(rule.decision for rule in self._rules(rule_id))

    def mart_owners(self, mart: str) -> tuple[Party, ...]:
        """Who owns a mart; of a new one, whom the change names."""
        found = [side.marts[mart].owner for side in self.before if mart in side.marts]
        if not found and mart in self.head.marts:
            found = [self.head.marts[mart].owner]
        return self.all_of(found)

    def handles_of(self, handle: str | None) -> frozenset[str]:
        """Every handle, in lower case, of the person who has this one."""
        handle = (handle or "").lower()
        rows = [row for side in (*self.before, self.head) for row in side.registry.owners]
        own = [row for row in rows if row.handle and row.handle.lower() == handle]
        names = {row.person.casefold() for row in own if row.person}
        mails = {row.email.casefold() for row in own if row.email}
        same = (
            row.handle.lower()
            for row in rows
            if row.handle
            and ((row.person or "").casefold() in names or (row.email or "").casefold() in mails)
        )
        return frozenset({handle, *same})

    def above(self, role: str) -> Iterator[Party]:
        """The roles that one escalates to, the nearest first."""
        seen, row = {role}, self.tip.holder(role)
        while row and row.escalates_to and (row := self._in_office(row.escalates_to)):
            if row.role in seen:
                return
            seen.add(row.role)
            yield self.holding(row)

    def _in_office(self, name: str) -> Owner | None:
        """Who holds the role of that name today, or bears it and holds some role."""
        return in_office(self.tip.registry, name, self.tip.today)

    def _rules(self, rule_id: str) -> list[Rule]:
        known = [side.rules[rule_id] for side in self.before if rule_id in side.rules]
        new = self.head.rules.get(rule_id)
        return known or ([new] if new else [])

    def _party(self, role: str, row: Owner | None) -> Party:
        if row is None:
            return Party(role=role, person=None, handle=None)
        deputy = self._in_office(row.delegate) if row.delegate else None
        return Party(
            role=role,
            person=row.person,
            handle=row.handle,
            deputy=deputy.handle if deputy else None,
        )
