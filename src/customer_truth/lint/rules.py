"""Are the rules sound: one living owner, known mart, columns and stage, criteria that parse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from customer_truth.definitions.marts import Mart
from customer_truth.files.layers import is_of_catalogue
from customer_truth.files.problem import Problem, listed, nearest
from customer_truth.files.row import Row
from customer_truth.lint.accountable import one_role
from customer_truth.lint.contradictions import check_claims
from customer_truth.lint.expectations import check_expectation
from customer_truth.lint.history import check_order, check_wordings
from customer_truth.lint.meanings import check_asked
from customer_truth.lint.stages import unknown_stage
from customer_truth.lint.words import check_asked_words
from customer_truth.predicate.errors import PredicateError
from customer_truth.predicate.predicate import parse, parse_number
from customer_truth.predicate.types import NUMBERS, TIMES, Type, type_of
from customer_truth.registry.load import Registry
from customer_truth.rules.load import Entry, RuleFile

_COLUMN_TYPES: Mapping[str, tuple[Type, ...]] = {"value": NUMBERS, "judged_at": TIMES}


def check_rules(
    files: list[RuleFile],
    registry: Registry,
    marts: Mapping[str, Mart],
    derived: Mapping[str, Row],
    today: date,
) -> Iterator[Problem]:
    """Every problem of the rule files beyond their shape; `derived` rules follow from a row."""
    yield from _unique(files, derived)
    for file in files:
        mart = marts.get(str(file.fields.get("mart")))
        yield from _suite(file, mart, marts)
        for entry in file.entries:
            if not is_of_catalogue(entry.file):
                yield from _owner(entry, registry, today)
            yield from _stage(entry, registry)
            yield from check_asked(entry, mart, registry)
            yield from check_asked_words(entry, mart)
            yield from _decision(entry, registry)
            yield from check_claims(entry, mart)
            yield from _period(entry)
            yield from _criteria(entry, mart, registry)


def _unique(files: list[RuleFile], derived: Mapping[str, Row]) -> Iterator[Problem]:
    suites: dict[str, RuleFile] = {}
    rules: dict[str, Entry] = {}
    for file in files:
        name = file.fields.get("suite")
        if isinstance(name, str) and (other := suites.setdefault(name, file)) is not file:
            place = f"{other.file}:{other.document.line('suite')}"
            yield file.problem("suite", f"the name of another suite ({place})", "one of its own")
        for entry in file.entries:
            if entry.id and (first := rules.setdefault(entry.id, entry)) is not entry:
                has = f"the id of another rule ({first.file}:{first.line('id')})"
                yield entry.problem("id", has, "one of its own", "Rename one of them.")
            if entry.id and entry.id in derived:
                has = f"the id of the rule that follows from {derived[entry.id].where}"
                yield entry.problem("id", has, "one of its own", "Drop this rule, or rename it.")


def _suite(file: RuleFile, mart: Mart | None, marts: Mapping[str, Mart]) -> Iterator[Problem]:
    named = file.fields.get("mart")
    if mart is None:
        if isinstance(named, str):
            do = nearest(named, marts) or f"There are {listed(marts, 40)}."
            yield file.problem("mart", f"the unknown mart {named}", "one of models/marts", do)
        return
    for field in ("key", "customer", "value", "judged_at"):
        name = file.fields.get(field)
        if not isinstance(name, str):
            continue
        if name not in mart.columns:
            do = nearest(name, mart.columns) or f"It has {listed(mart.columns, 40)}."
            has = f"the unknown column {name} as {field}"
            yield file.problem(field, has, f"a column of {mart.name}", do)
            continue
        allowed, type_ = _COLUMN_TYPES.get(field), mart.columns[name].data_type
        if allowed and type_ and type_of(type_) not in allowed:
            needs = " or ".join(allowed)
            yield file.problem(field, f"{name} of type {type_} as {field}", needs)


def _owner(entry: Entry, registry: Registry, today: date) -> Iterator[Problem]:
    owner = entry.text("owner")
    wrong = one_role(registry, owner, today) if owner and owner.isidentifier() else None
    if wrong:
        yield entry.problem("owner", *wrong)


def _stage(entry: Entry, registry: Registry) -> Iterator[Problem]:
    stage = entry.text("stage")
    if stage is None:
        return
    lifecycle = entry.text("lifecycle") or entry.suite.get("lifecycle")
    if not isinstance(lifecycle, str):
        do = "Name it once for the suite, or in the rule."
        yield entry.problem("stage", f"the stage {stage} of no lifecycle", "one", do)
    elif wrong := unknown_stage(registry, lifecycle, stage):
        own = "lifecycle" in wrong[0] and "lifecycle" in entry.fields
        yield entry.problem("lifecycle" if own else "stage", *wrong)


def _decision(entry: Entry, registry: Registry) -> Iterator[Problem]:
    decision = entry.text("decision")
    if decision and registry.decision(decision) is None:
        known = {right.decision for right in registry.decision_rights}
        do = nearest(decision, known) or f"It has {listed(known, 40)}."
        has = f"the unknown decision {decision}"
        yield entry.problem("decision", has, "a row of decision_rights.csv", do)


def _period(entry: Entry) -> Iterator[Problem]:
    start, end = (str(entry.fields.get(f"effective_{name}", "")) for name in ("from", "until"))
    if start and end and end <= start:
        has = f"effective_until {end}, not after effective_from {start}"
        yield entry.problem("effective_until", has, "an end after its start")


def _criteria(entry: Entry, mart: Mart | None, registry: Registry) -> Iterator[Problem]:
    found = entry.fields.get("limits")
    limits: dict[str, Any] = found if isinstance(found, dict) else {}
    if "as_of" in limits:
        has = "a limit called as_of"
        yield entry.problem("limits", has, "another name", "It is the moment of the night.")
    used: set[str] = set()
    broken = False
    for name in ("when", "must"):
        text = entry.text(name)
        if text is None or mart is None:
            continue
        try:
            used |= parse(text, mart.types, limits).limits
        except PredicateError as error:
            broken = True
            yield entry.problem(name, f"in {name} {error.has}", error.needs, error.do)
    yield from _in_error(entry, mart, limits, used)
    yield from check_wordings(entry, mart, registry)
    yield from check_order(entry, mart, registry)
    if not broken and mart is not None:
        for name in sorted(set(limits) - used - {"as_of"}):
            has = f"the unused limit {name}"
            yield entry.problem("limits", has, "only those that a criterion names", f"Use :{name}.")
    expect = entry.fields.get("expect")
    if isinstance(expect, dict):
        columns = mart.types if mart else None
        for field, (has, needs, do) in check_expectation(entry.fields, columns):
            line = entry.line("expect", field)
            problem = entry.problem("expect", f"in expect {has}", needs, do)
            yield Problem(file=entry.file, line=line, where=entry.where, message=problem.message)


def _in_error(
    entry: Entry, mart: Mart | None, limits: Mapping[str, Any], used: set[str]
) -> Iterator[Problem]:
    """Whether `in_error` is a number of one row; the limits that it names are `used`."""
    text = entry.text("in_error")
    if text is None or mart is None:
        return
    if "expect" in entry.fields:
        has, do = "in_error beside expect", "Leave it out: an expectation names no row's amount."
        yield entry.problem("in_error", has, "must or order", do)
        return
    try:
        used |= parse_number(text, mart.types, limits).limits
    except PredicateError as error:
        yield entry.problem("in_error", f"in in_error {error.has}", error.needs, error.do)
