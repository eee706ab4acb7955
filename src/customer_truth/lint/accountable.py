"""Who may stand behind a definition: one role, held today by one living person."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from customer_truth.files.problem import listed, nearest
from customer_truth.registry.load import Registry

Complaint = tuple[str, str, str]


class Fault(NamedTuple):
    """The words of a problem; one that has `lapsed` is a problem of the day, not of the text."""

    has: str
    needs: str
    do: str = ""
    lapsed: bool = False


_SEPARATORS = re.compile(r"[;,&/+|]|\band\b|\bor\b|\bund\b", re.IGNORECASE)
_GROUPS = frozenset(
    re.findall(
        r"[a-z/]+",
        "team group all everyone everybody anyone department dept desk office staff committee "
        "board crew squad shared various tbd unknown nobody none vacant n/a owners users",
    )
)


def one_role(registry: Registry, role: str, today: date, what: str = "owner") -> Fault | None:
    """What is wrong with naming `role` as the accountable one, if anything."""
    named = [part for part in (part.strip() for part in _SEPARATORS.split(role)) if part]
    if len(named) != 1 or named[0] != role:
        counted = "two" if len(named) == 2 else str(len(named))
        has = f"{counted} {what}s ({', '.join(named)})"
        return Fault(has, "exactly one", "Name the one accountable role.")
    known = {owner.role for owner in registry.owners}
    if role in registry.awaited:
        return None  # told once, where the role is adopted
    if role not in known:
        do = nearest(role, known) or f"It has {listed(known)}."
        return Fault(f"the unknown {what} {role}", "a role of owners.csv", do)
    holders = registry.holders(role, today)
    if len(holders) > 1:
        people = " and ".join(owner.person for owner in holders)
        has = f"the {what} {role}, which {len(holders)} people hold today ({people})"
        return Fault(has, "exactly one", "End one of the rows of owners.csv.", lapsed=True)
    return None if holders else _retired(registry, role, today, what)


def _retired(registry: Registry, role: str, today: date, what: str) -> Fault:
    rows = [owner for owner in registry.owners if owner.role == role]
    ended = [owner for owner in rows if owner.valid_to and owner.valid_to < today]
    if ended:
        last = max(ended, key=lambda owner: owner.valid_to or today)
        told = f"a retired {what}: {role}, held by {last.person} until {last.valid_to}"
    else:
        first = min(rows, key=lambda owner: owner.valid_from)
        told = f"the {what} {role}, which nobody holds before {first.valid_from}"
    needs = "a role that a living person holds today"
    do = "Add the present holder to owners.csv, or name another role."
    return Fault(told, needs, do, lapsed=True)


def one_person(person: str) -> Fault | None:
    """What is wrong with `person` as the name of one human being, if anything."""
    if _SEPARATORS.search(person):
        return Fault(
            f"several people ({person})", "exactly one", "Name the one who answers for it."
        )
    if "@" in person:
        return Fault(f"an address as person ({person})", "a person's name")
    words = set(re.split(r"[\s_.-]+", person.lower()))
    if words & _GROUPS or person.lower() in _GROUPS:
        do = "A group cannot answer for a rule."
        return Fault(f"a group as person ({person})", "one living person's name", do)
    return None


def known_party(registry: Registry, name: str, today: date) -> Fault | None:
    """What is wrong with a role or a person as a deputy, requester or approver, if anything."""
    if any(owner.person == name and owner.in_force(today) for owner in registry.owners):
        return None
    if name in {owner.role for owner in registry.owners}:
        return one_role(registry, name, today, "role")
    people = {owner.person for owner in registry.owners}
    if name in people:
        has = f"{name}, who holds no role today"
        return Fault(has, "a role or a person of owners.csv", "Name who took over.", True)
    names = {owner.role for owner in registry.owners} | people
    has = f"{name}, who is unknown"
    return Fault(has, "a role or a person of owners.csv", nearest(name, names))


def person_behind(registry: Registry, name: str, today: date) -> str:
    """The person whom a role or a person's name stands for today."""
    return registry.person_of(name, today) or name
