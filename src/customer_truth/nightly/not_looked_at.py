"""What a night cannot judge because a raw table is not whole: it opens nothing, and ends nothing.

A stale table holds what it held: only rules that ask for what it alone says, and records of its own
system, are left out. Of a cut table nobody knows which rows are missing, so every rule whose mart
reads it, by whatever way, is left out. What points at a table that is either may seem to lead
nowhere, so the references from and to it are left out too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from customer_truth.checkpoint import is_in_force
from customer_truth.extracts.source_references import SOURCE_REFERENCES
from customer_truth.extracts.source_tables import Unwhole
from customer_truth.files.problem import listed
from customer_truth.lineage.applicable import APPLICABLE, Applicability
from customer_truth.rules import Kind, Rule


@dataclass(frozen=True)
class NotLookedAt:
    """Rules that are not judged at all, and those of which some records are not; each with why."""

    rules: Mapping[str, str] = field(default_factory=dict)
    records: Mapping[str, str] = field(default_factory=dict)


EVERYTHING_SEEN = NotLookedAt()


def not_looked_at(
    unwhole: Sequence[Unwhole],
    rules: Iterable[Rule],
    behind: Mapping[str, frozenset[str]],
    applicable: Mapping[str, Applicability],
    without: Mapping[str, Applicability],
    at: datetime,
) -> tuple[NotLookedAt, Mapping[str, Applicability]]:
    """What is left out, and what the rules can be judged on.

    `behind` are the raw tables of each rule by its id; `without` says what the rules would lack,
    were the tables that are not whole not there. A rule that is not in force `at` the night is not
    judged anyway.
    """
    whole, part = {}, {}
    limited = dict(applicable)
    for rule in rules:
        if not is_in_force(rule, at):
            continue
        now = applicable.get(rule.id, APPLICABLE)
        asks_every_row = [
            one
            for one in unwhole
            if one.table_id in behind[rule.id] and (one.is_cut or rule.mart == SOURCE_REFERENCES)
        ]
        if asks_every_row and now.is_applicable:
            whole[rule.id] = _because(asks_every_row)
            continue
        if rule.kind is Kind.SOURCE or not now.is_applicable:
            continue
        then = without.get(rule.id, now)
        if then == now:
            continue
        lost = {".".join(name.split(".")[:2]) for name in then.lacks - now.lacks}
        words = _because([one for one in unwhole if one.table_id in lost] or unwhole)
        if then.is_applicable and not then.is_nobodys:
            part[rule.id] = words
            limited[rule.id] = replace(then, because=words)
        else:
            whole[rule.id] = words
    return NotLookedAt(whole, part), limited


def tables_behind_rules(
    rules: Iterable[Rule],
    marts: Mapping[str, frozenset[str]],
    references: Mapping[str, frozenset[str]],
) -> dict[str, frozenset[str]]:
    """The raw tables whose rows a rule's records come from, by the rule's id.

    `marts` are the tables of each mart; `references` those from and to which a system's records
    point.
    """
    return {rule.id: _tables_behind(rule, marts, references) for rule in rules}


def _tables_behind(
    rule: Rule, marts: Mapping[str, frozenset[str]], references: Mapping[str, frozenset[str]]
) -> frozenset[str]:
    def is_about(system: str) -> bool:
        # A rule on a system's own rows names it, and is about no other.
        return rule.kind is not Kind.SOURCE or f"'{system}'" in (rule.when or "")

    if rule.mart == SOURCE_REFERENCES:
        own = (tables for system, tables in references.items() if is_about(system))
        return frozenset().union(*own)
    tables = marts.get(rule.mart, frozenset())
    return frozenset(table for table in tables if is_about(table.partition(".")[0]))


def _because(tables: Sequence[Unwhole]) -> str:
    return f"not judged: {listed([one.words for one in tables], 3)}"
