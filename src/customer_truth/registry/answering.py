"""Who answers for a role on a day: its holder, else who stands in, so that nothing waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from customer_truth.registry.load import Registry
from customer_truth.registry.rows import Owner

NOBODY = "nobody"


@dataclass(frozen=True, kw_only=True)
class Answering:
    """The row of the one who answers for `role`; `former` held it last, where that is not he."""

    role: str
    owner: Owner
    former: str | None = None

    @property
    def told(self) -> str:
        """The person, for people: whoever stands in is said to."""
        if self.former is None:
            return self.owner.person
        return f"{self.owner.person}, standing in for {self.former}"


def answering(registry: Registry, role: str, on: date) -> Answering | None:
    """The holder, else the last holder's delegate, else the same of the role above, and so on.

    None where nobody up to the highest role is in office on that day.
    """
    if holder := registry.holder(role, on):
        return Answering(role=role, owner=holder)
    last = _last_row(registry, role, on)
    former = last.person if last and last.valid_from <= on else "a future holder"
    asked: set[str] = set()
    while last is not None and last.role not in asked:
        asked.add(last.role)
        for name in (last.delegate, last.escalates_to):
            if name and (owner := in_office(registry, name, on)):
                return Answering(role=role, owner=owner, former=former)
        last = _last_row(registry, _role_of(registry, last.escalates_to), on)
    return None


def answers(registry: Registry, role: str, on: date) -> str:
    """The name of who answers for a role on a day, for people; `NOBODY` where there is none."""
    found = answering(registry, role, on)
    return found.told if found else NOBODY


def _last_row(registry: Registry, role: str | None, on: date) -> Owner | None:
    """The newest row of a role that has begun, else its first."""
    rows = [row for row in registry.owners if row.role == role]
    begun = [row for row in rows if row.valid_from <= on]
    if begun:
        return max(begun, key=lambda row: row.valid_from)
    return min(rows, key=lambda row: row.valid_from, default=None)


def in_office(registry: Registry, name: str, on: date) -> Owner | None:
    """The row of a role's holder or of a person, in force on that day."""
    if holder := registry.holder(name, on):
        return holder
    return next((o for o in registry.owners if o.person == name and o.in_force(on)), None)


def _role_of(registry: Registry, name: str | None) -> str | None:
    """The role itself, or the role that a person of that name held."""
    roles = [owner.role for owner in registry.owners if name in (owner.role, owner.person)]
    return roles[-1] if roles else None
