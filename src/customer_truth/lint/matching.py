"""Are the steward's match decisions and the survivorship of attributes sound?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from customer_truth.definitions.marts import Mart
from customer_truth.files.problem import Problem, nearest
from customer_truth.lint.accountable import known_party
from customer_truth.lint.decisions import twice
from customer_truth.lint.report import at
from customer_truth.registry.load import Registry
from customer_truth.registry.rows import MatchDecision

_DECISIONS = ("same", "different")
_PARTS_OF_A_RECORD = 3


def check_match_decisions(registry: Registry, today: date) -> Iterator[Problem]:
    """Every problem of match_decisions.csv, with decisions that cannot both hold."""
    rows = registry.match_decisions
    yield from twice(rows, lambda row: row.decision_id, "decision_id")
    yield from twice(rows, lambda row: frozenset((row.record_a, row.record_b)), "pair")
    for row in rows:
        yield from _decision(registry, row, today)
    yield from _contradictions(rows)


def _decision(registry: Registry, row: MatchDecision, today: date) -> Iterator[Problem]:
    if row.decision and row.decision not in _DECISIONS:
        do = nearest(row.decision, _DECISIONS)
        yield at(row, f"the decision {row.decision!r}", "same or different", do)
    for record in (row.record_a, row.record_b):
        if record and record.count(":") < _PARTS_OF_A_RECORD - 1:
            yield at(row, f"the record {record!r}", "one as in account:salesforce:0015g00000000AB")
    if row.record_a and row.record_a == row.record_b:
        yield at(row, "one record twice", "two records")
    if row.decided_by and (wrong := known_party(registry, row.decided_by, today)):
        yield at(row, *wrong._replace(has=f"decided_by set to {wrong.has}"))
    if row.decided_on and row.decided_on > today:
        has = f"a decision in the future ({row.decided_on})"
        yield at(row, has, "one dated today or earlier", lapsed=True)


def _contradictions(rows: tuple[MatchDecision, ...]) -> Iterator[Problem]:
    """Records that other rows make one customer cannot be decided to be different."""
    group: dict[str, str] = {}

    def root(record: str) -> str:
        while (above := group.get(record, record)) != record:
            record = above
        return record

    for row in rows:
        if row.decision == "same":
            group[root(row.record_a)] = root(row.record_b)
    for row in rows:
        if row.decision == "different" and root(row.record_a) == root(row.record_b):
            do = "Withdraw one of the decisions that join them, or this one."
            yield at(row, "two records that other rows call the same", "one decision", do)


def check_survivorship(registry: Registry, marts: Mapping[str, Mart]) -> Iterator[Problem]:
    """Every problem of survivorship.csv; an attribute is one whose source `customers` names."""
    rows = registry.survivorship
    yield from twice(rows, lambda row: (row.attribute, row.position), "position of an attribute")
    yield from twice(rows, lambda row: (row.attribute, row.source_system), "attribute and system")
    systems = {system.source_system for system in registry.systems}
    customers = marts.get("customers")
    columns = customers.columns if customers else {}
    attributes = {name.removesuffix("_from") for name in columns if name.endswith("_from")}
    for row in rows:
        if row.source_system and row.source_system not in systems:
            do = nearest(row.source_system, systems)
            yield at(row, f"the system {row.source_system!r}", "one of source_systems.csv", do)
        if row.attribute and customers and row.attribute not in attributes:
            do = nearest(row.attribute, attributes)
            yield at(row, "an attribute without a column in customers", "one that has one", do)
