"""What a definition says, in the words of its file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch
from typing import Any

from customer_truth.rules import Rule
from customer_truth.rules.model import Claim, Order, Trace, Wording

NOTHING = "nothing"


@singledispatch
def told(value: Any) -> str:
    """A value of a rule or of a reviewed row as a person would write it down."""
    return " ".join(str("" if value is None else value).split()) or NOTHING


@told.register
def _(value: bool) -> str:
    return "true" if value else "false"


@told.register(list)
@told.register(tuple)
def _(value: list[Any] | tuple[Any, ...]) -> str:
    return ", ".join(map(told, value)) or NOTHING


@told.register(Mapping)
def _(value: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {told(part)}" for name, part in value.items()) or NOTHING


@told.register
def _(value: Order) -> str:
    return value.told


@told.register
def _(value: Claim) -> str:
    places = {"value": value.value, "record": value.record}
    shown = [f"{name} {column}" for name, column in places.items() if column]
    return f"{value.function} says {value.says}{_bracketed(shown)}"


@told.register
def _(value: Trace) -> str:
    position = f", then by {value.position}" if value.position else ""
    return f"{value.event} at {value.at}{position} of {told(value.record)}"


@told.register
def _(value: Wording) -> str:
    limits = f", {told(value.limits)}" if value.limits else ""
    condition = f"when {told(value.when)}: " if value.when else ""
    return f"from {value.effective_from}: {condition}{told(value.must)}{limits}"


def criterion(rule: Rule) -> str:
    """What a rule asks of a record."""
    condition = f"when {told(rule.when)}: " if rule.when else ""
    if rule.expect is None:
        return condition + told(rule.order or rule.must)
    arguments = {name: part for name, part in rule.expect.items() if name != "type"}
    return f"{condition}{told(rule.expect.get('type'))}{_bracketed([told(arguments)])}"


def _bracketed(parts: list[str]) -> str:
    return f" ({', '.join(parts)})" if parts else ""
