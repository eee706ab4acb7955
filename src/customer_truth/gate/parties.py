"""Who has a part in a change: roles as the base knows them, else as the change names them."""

from __future__ import annotations

from customer_truth.gate.change import Party
from customer_truth.gate.side import Side
from customer_truth.registry.rows import Owner


class Parties:
    """Looks roles up; nobody gains a say by the very change that gives it to them."""

    def __init__(self, base: Side, head: Side) -> None:
        self.base = base
        self.head = head

    def of(self, role: str) -> Party:
        """The role with whoever holds it."""
        known = any(row.role == role for row in self.base.registry.owners)
        side = self.base if known else self.head
        return self._party(side, role, side.holder(role))

    def holding(self, row: Owner, *, before: bool) -> Party:
        """The person whom one row of owners.csv names."""
        return self._party(self.base if before else self.head, row.role, row)

    def _party(self, side: Side, role: str, row: Owner | None) -> Party:
        if row is None:
            return Party(role=role, person=None, handle=None)
        deputy = side.holder(row.delegate) if row.delegate else None
        return Party(
            role=role,
            person=row.person,
            handle=row.handle,
            deputy=deputy.handle if deputy else None,
        )
