"""Are decision rights and systems sound: one decider each, known, in one row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from customer_truth.files.problem import Problem, clipped
from customer_truth.files.row import Row
from customer_truth.identifiers import time_zone
from customer_truth.lint.accountable import known_party, one_role
from customer_truth.lint.report import at
from customer_truth.registry.load import Registry
from customer_truth.registry.rows import Dated, SourceSystem

R = TypeVar("R", bound=Row)
D = TypeVar("D", bound=Dated)


def check_decisions(registry: Registry, today: date) -> Iterator[Problem]:
    """Every problem of decision_rights.csv."""
    yield from twice(registry.decision_rights, lambda row: row.decision, "decision")
    for right in registry.decision_rights:
        if right.decider and (wrong := one_role(registry, right.decider, today, "decider")):
            yield at(right, *wrong)
        for party in filter(None, map(str.strip, (right.consulted or "").split(";"))):
            if wrong := known_party(registry, party, today):
                yield at(right, *wrong._replace(has=f"consulted set to {wrong.has}"))
        if right.days_to_decide == 0:
            yield at(right, "0 days_to_decide", "at least 1")


def check_systems(registry: Registry, today: date) -> Iterator[Problem]:
    """Every problem of source_systems.csv."""
    yield from twice(registry.systems, lambda row: row.source_system, "source system")
    for system in registry.systems:
        if system.owner and (wrong := one_role(registry, system.owner, today)):
            yield at(system, *wrong)
        yield from _check_zone(system)


def _check_zone(system: SourceSystem) -> Iterator[Problem]:
    """The engines know a zone by the name that is in use today."""
    if not system.time_zone:
        return
    found = time_zone.read(system.time_zone).value
    if found != system.time_zone:
        do = f"Write {found}." if found else "UTC where the system shows no other."
        has = f"the time zone {clipped(repr(system.time_zone))}"
        yield at(system, has, "a zone of the IANA database, such as Europe/Berlin", do)


def together(rows: Sequence[D], key: Callable[[D], object], what: str) -> Iterator[Problem]:
    """Rows that begin while another of the same key is in force, today or on any other day."""
    for row in rows:
        if row.valid_from and any(
            other is not row and key(other) == key(row) and _begins_during(row, other)
            for other in rows
        ):
            has = f"a start while another {what} is in force"
            yield at(row, has, "one version at a time", "End the other one the day before.")


def _begins_during(row: Dated, other: Dated) -> bool:
    earlier = other.valid_from is not None and other.valid_from < row.valid_from
    return earlier and other.in_force(row.valid_from)


def twice(rows: Iterable[R], key: Callable[[R], object], what: str) -> Iterator[Problem]:
    """Rows that say again what another row has said."""
    first: dict[object, R] = {}
    for row in rows:
        earlier = first.setdefault(key(row), row)
        if earlier is not row:
            yield at(row, f"the same {what} as line {earlier.line}", "one row", "Keep one of them.")
