"""Are rules over time sound: earlier wordings, and what must come after what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from customer_truth.definitions.marts import Mart
from customer_truth.files.problem import Problem, complaint, listed, nearest
from customer_truth.lint.accountable import Complaint
from customer_truth.lint.meanings import asks_for_meanings, named_meanings, unknown_meaning
from customer_truth.lint.stages import unknown_stage
from customer_truth.lint.words import unknown_words
from customer_truth.predicate.errors import PredicateError
from customer_truth.predicate.predicate import parse
from customer_truth.predicate.types import TIMES, type_of
from customer_truth.registry.load import Registry
from customer_truth.rules.load import Entry


def check_wordings(entry: Entry, mart: Mart | None, registry: Registry) -> Iterator[Problem]:
    """Every problem of a rule's earlier wordings."""
    found = entry.fields.get("before")
    wordings = [w for w in found if isinstance(w, dict)] if isinstance(found, list) else []
    if wordings and not isinstance(entry.suite.get("judged_at"), str):
        needs = "the suite's judged_at, as each record is judged by its own moment"
        yield entry.problem("before", "earlier wordings", needs)
    if wordings and entry.text("must") is None:
        yield entry.problem("before", "earlier wordings without a must", "a criterion in must")
    first_days = [str(entry.fields.get("effective_from", ""))]
    for at, wording in enumerate(wordings):
        first_day = str(wording.get("effective_from", ""))
        if first_day >= first_days[0]:
            has = f"an earlier wording from {first_day}, not before {first_days[0]}"
            yield _at(entry, (at, "effective_from"), has, "a day before the rule's effective_from")
        elif first_day in first_days:
            yield _at(entry, (at, "effective_from"), f"two wordings from {first_day}", "one")
        first_days.append(first_day)
        was = {"lifecycle": entry.suite.get("lifecycle"), **entry.fields, **wording}
        yield from _predicates(entry, mart, at, was, wording)
        for name in ("when", "must"):
            text = wording.get(name)
            if mart is not None and isinstance(text, str):
                for has, needs, do in _unknown(text, was, mart, registry):
                    yield _at(entry, (at, name), f"in an earlier {name} {has}", needs, do)


def _unknown(
    text: str, was: Mapping[str, Any], mart: Mart, registry: Registry
) -> Iterator[Complaint]:
    """Every meaning that an earlier criterion asks for and that no stage or word has."""
    lifecycle = was.get("lifecycle")
    for word in dict.fromkeys(named_meanings(text, was, mart)):
        if wrong := unknown_meaning(registry, lifecycle, word):
            yield wrong
    yield from unknown_words(text, was, mart)


def _predicates(
    entry: Entry,
    mart: Mart | None,
    at: int,
    was: Mapping[str, Any],
    wording: Mapping[str, Any],
) -> Iterator[Problem]:
    limits = was.get("limits")
    for name in ("when", "must"):
        text = was.get(name)
        changed = name in wording or "limits" in wording
        if mart is None or not changed or not isinstance(text, str):
            continue
        try:
            parse(text, mart.types, limits if isinstance(limits, dict) else {})
        except PredicateError as error:
            place = (at, name if name in wording else "limits")
            yield _at(entry, place, f"in an earlier {name} {error.has}", error.needs, error.do)


def check_order(entry: Entry, mart: Mart | None, registry: Registry) -> Iterator[Problem]:
    """Every problem of what a rule says about order."""
    order = entry.fields.get("order")
    if not isinstance(order, dict):
        return
    if entry.text("kind") != "order":
        yield entry.problem(
            "kind", f"an order in a rule of kind {entry.text('kind')}", "kind: order"
        )
    trace = entry.suite.get("trace")
    if not isinstance(trace, dict):
        yield entry.problem("order", "an order in a suite without a trace", "trace: in the suite")
        return
    if mart is not None:
        yield from _trace(entry, trace, mart)
    of, to = (_events(order.get(name)) for name in ("of", "to"))
    if both := sorted(set(of) & set(to)):
        yield entry.problem("order", f"{both[0]} both in of and in to", "it in only one of them")
    lifecycle = entry.text("lifecycle") or entry.suite.get("lifecycle")
    if not isinstance(lifecycle, str):
        return
    unknown = unknown_meaning if asks_for_meanings(trace.get("event")) else unknown_stage
    for event in dict.fromkeys((*of, *to)):
        if wrong := unknown(registry, lifecycle, event):
            yield entry.problem("order", *wrong)


def _trace(entry: Entry, trace: Mapping[str, Any], mart: Mart) -> Iterator[Problem]:
    record = trace.get("record")
    names = [*record] if isinstance(record, list) else []
    for name in [*names, *(trace.get(part) for part in ("event", "at", "position"))]:
        if isinstance(name, str) and name not in mart.columns:
            do = nearest(name, mart.columns) or f"It has {listed(mart.columns, 40)}."
            needs = f"a column of {mart.name}"
            yield entry.problem("order", f"the unknown column {name} in trace", needs, do)
    at = trace.get("at")
    if isinstance(at, str) and at in mart.columns:
        declared = mart.columns[at].data_type
        if declared and type_of(declared) not in TIMES:
            needs = " or ".join(TIMES)
            yield entry.problem("order", f"{at} of type {declared} as the trace's at", needs)


def _events(said: Any) -> list[str]:
    if isinstance(said, str):
        return [said]
    return [event for event in said if isinstance(event, str)] if isinstance(said, list) else []


def _at(entry: Entry, place: tuple[int, str], has: str, needs: str, do: str = "") -> Problem:
    line = entry.line("before", *place)
    return Problem(file=entry.file, line=line, where=entry.where, message=complaint(has, needs, do))
