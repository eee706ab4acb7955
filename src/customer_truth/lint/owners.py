"""Are the owners sound: one person a role at a time, known deputies, escalation that ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from customer_truth.files.problem import Problem
from customer_truth.lint.accountable import known_party, one_person, person_behind
from customer_truth.lint.report import at
from customer_truth.registry.load import Registry
from customer_truth.registry.rows import Dated, Owner


def check_owners(registry: Registry, today: date) -> Iterator[Problem]:
    """Every problem of owners.csv."""
    for owner in registry.owners:
        if owner.person and (wrong := one_person(owner.person)):
            yield at(owner, *wrong)
        yield from ends_after_start(owner)
        if owner.in_force(today):
            yield from _deputies(registry, owner, today)
    yield from _overlaps(registry)
    yield from _circles(registry, today)


def ends_after_start(row: Dated) -> Iterator[Problem]:
    """A row that ends before it starts is never in force."""
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        has = f"valid_to {row.valid_to} before valid_from {row.valid_from}"
        yield at(row, has, "an end after its start")


def _deputies(registry: Registry, owner: Owner, today: date) -> Iterator[Problem]:
    for name, party in (("delegate", owner.delegate), ("escalates_to", owner.escalates_to)):
        if party is None:
            continue
        if wrong := known_party(registry, party, today):
            yield at(owner, *wrong._replace(has=f"{name} set to {wrong.has}"))
        elif name == "delegate" and person_behind(registry, party, today) == owner.person:
            has = f"{owner.person} as their own delegate"
            yield at(owner, has, "somebody else", "Name who stands in.", lapsed=True)


def _overlaps(registry: Registry) -> Iterator[Problem]:
    for first, second in combinations(registry.owners, 2):
        if first.role != second.role or not (first.valid_from and second.valid_from):
            continue
        ends = [row.valid_to or date.max for row in (first, second)]
        if max(first.valid_from, second.valid_from) <= min(ends):
            has = f"two holders at a time ({first.person}, line {first.line}, and {second.person})"
            yield at(second, has, "one after the other", "End the earlier row the day before.")


def _circles(registry: Registry, today: date) -> Iterator[Problem]:
    present = {owner.role: owner for owner in registry.owners if owner.in_force(today)}
    roles = {owner.person: owner.role for owner in present.values()}
    told: set[str] = set()
    for start, owner in present.items():
        way, role = [start], owner.escalates_to
        while role is not None and (role := roles.get(role, role)) in present and role not in way:
            way.append(role)
            role = present[role].escalates_to
        if role in way and not told & set(way[way.index(role) :]):
            circle = way[way.index(role) :]
            told |= set(circle)
            has = f"an escalation in a circle ({' to '.join([*circle, role])})"
            do = "Leave escalates_to empty for the highest role."
            yield at(present[circle[0]], has, "one that ends", do, lapsed=True)
