"""Are contradictions sound: two claims that may be shown, decided by the one who may decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from customer_truth.definitions.marts import Mart
from customer_truth.files.problem import Problem, complaint, listed, nearest
from customer_truth.lint.decisions import twice
from customer_truth.lint.report import at
from customer_truth.registry.load import Registry
from customer_truth.registry.rows import Decision
from customer_truth.rules.load import Entry, RuleFile


def check_claims(entry: Entry, mart: Mart | None) -> Iterator[Problem]:
    """Every problem of the claims of one rule."""
    found = entry.fields.get("claims")
    claims = [c for c in found if isinstance(c, dict)] if isinstance(found, list) else []
    if claims and entry.text("kind") != "contradiction":
        yield entry.problem(
            "claims", f"claims in a rule of kind {entry.text('kind')}", "kind: contradiction"
        )
    functions = [claim.get("function") for claim in claims]
    if len(functions) == 2 and functions[0] == functions[1]:
        has = f"two claims of {functions[0]}"
        yield entry.problem("claims", has, "claims of two functions")
    for number, claim in enumerate(claims):
        for part in ("value", "record"):
            column = claim.get(part)
            if mart is not None and isinstance(column, str):
                yield from _column(entry, number, part, column, mart)


def _column(entry: Entry, number: int, part: str, name: str, mart: Mart) -> Iterator[Problem]:
    wrong: tuple[str, str, str] | None = None
    if name not in mart.columns:
        do = nearest(name, mart.columns) or f"It has {listed(mart.columns, 40)}."
        wrong = f"the unknown column {name} as {part} of a claim", f"a column of {mart.name}", do
    elif not mart.columns[name].safe:
        has = f"{name} as {part} of a claim, which may hold personal data"
        wrong = has, "a column declared safe", "Claims are shown to their decider."
    if wrong:
        line = entry.line("claims", number, part)
        message = complaint(*wrong)
        yield Problem(file=entry.file, line=line, where=entry.where, message=message)


def check_decided(files: list[RuleFile], registry: Registry, today: date) -> Iterator[Problem]:
    """Every problem of decisions.csv."""
    rules = {entry.id: entry.fields for file in files for entry in file.entries if entry.id}
    yield from twice(registry.decisions, lambda row: row.decision_id, "decision_id")
    yield from twice(
        registry.decisions, lambda row: (row.rule, row.record_key, row.decided_on), "decision"
    )
    for row in registry.decisions:
        if row.stands and row.stands not in ("a", "b"):
            yield at(row, f"{row.stands!r} as stands", "a or b, the claim that stands")
        if row.decided_on and row.decided_on > today:
            has = f"a decision in the future ({row.decided_on})"
            yield at(row, has, "one dated today or earlier", lapsed=True)
        if row.rule:
            yield from _decided_rule(row, rules, registry)


def _decided_rule(
    row: Decision, rules: Mapping[str, Mapping[str, Any]], registry: Registry
) -> Iterator[Problem]:
    rule = rules.get(row.rule)
    if rule is None:
        do = nearest(row.rule, rules)
        yield at(row, f"the unknown rule {row.rule}", "a rule of expectations/", do)
        return
    if rule.get("kind") != "contradiction":
        has = f"a decision on {row.rule}, a rule of kind {rule.get('kind')}"
        yield at(row, has, "a contradiction")
        return
    right = registry.decision(str(rule.get("decision")))
    if right is None or not row.decided_by or not row.decided_on:
        return
    may = {right.decider}
    holder = registry.holder(right.decider, row.decided_on)
    if holder is not None:
        deputy = registry.person_of(holder.delegate or "", row.decided_on)
        may |= {name for name in (holder.person, holder.delegate, deputy) if name}
    if row.decided_by not in may:
        told = f"{holder.person} ({right.decider})" if holder else right.decider
        do = f"{right.decision} is decided by {told} or the deputy."
        yield at(row, f"a decision by {row.decided_by}", "one by the decider", do)
