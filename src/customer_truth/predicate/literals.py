"""Values that are written into a criterion: numbers, texts, days, limits."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from customer_truth.predicate.errors import PredicateError
from customer_truth.predicate.ranges import measured
from customer_truth.predicate.tree import Node, Op
from customer_truth.predicate.types import Type

_MOST_DIGITS = 30
_LARGEST = 2**63 - 1


def number(text: str) -> Node:
    """A number as it is written: whole, decimal, or with an exponent (double)."""
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise PredicateError(f"the number {text}", "a plain one such as 12 or 0.5") from error
    if text.isdigit() and value <= _LARGEST:
        return measured(Node(Op.LITERAL, Type.INTEGER, value=int(value)))
    if abs(value.adjusted()) > _MOST_DIGITS or len(value.as_tuple().digits) > _MOST_DIGITS:
        raise PredicateError(f"the number {text}", f"one of at most {_MOST_DIGITS} digits")
    type_ = Type.DOUBLE if "e" in text.lower() else Type.DECIMAL
    return measured(Node(Op.LITERAL, type_, value=value))


def limit(name: str, value: object) -> Node:
    """The value of a limit; a float is taken as the decimal number it is written as."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise PredicateError(f"the limit {name} = {value!r}", "a number or a text")
    if isinstance(value, str):
        if "\x00" in value:
            raise PredicateError(f"a NUL character in the limit {name}", "plain text")
        return Node(Op.LITERAL, Type.TEXT, value=value)
    if isinstance(value, float) and not math.isfinite(value):
        raise PredicateError(f"the limit {name} = {value}", "a finite number")
    written = number(format(Decimal(repr(abs(value))), "f"))
    negative = value < 0
    return Node(Op.NEGATE, written.type, (written,)) if negative else written


def moment(text: str, type_: Type) -> Node:
    """A day or a moment (without a time zone: UTC) from its text."""
    try:
        if type_ is Type.DATE:
            return Node(Op.LITERAL, type_, value=date.fromisoformat(text.strip()))
        value = datetime.fromisoformat(text.strip())
    except ValueError as error:
        example = "2026-01-31" if type_ is Type.DATE else "2026-01-31 08:00:00"
        raise PredicateError(f"{text!r} as {type_}", f"a real one such as {example}") from error
    if value.tzinfo is not None:
        raise PredicateError(f"a time zone in {text!r}", "a moment in UTC without one")
    return Node(Op.LITERAL, type_, value=value)
