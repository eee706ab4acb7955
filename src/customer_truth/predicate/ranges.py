"""Between which numbers a criterion's computations stay, and with how many decimals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException
from functools import reduce

from customer_truth.dialects.spelling import MOST_DIGITS
from customer_truth.predicate.tree import Node, Op, Range
from customer_truth.predicate.types import NUMBERS, Type, decimal_size, integer_bits

BIGINT = Range(Decimal(-(2**63)), Decimal(2**63 - 1))
UNSIZED = (30, 8)  # the digits and decimals of a decimal that is written without any
_UNSIZED_COLUMN = (18, 3)  # what DuckDB makes of it in a contract
_MATHS = Context(prec=400)
_DAYS = Decimal(2 * 5_881_580 * 366)  # no two days of an engine are further apart
_LONGEST_TEXT = Decimal(2**32)
ALIKE = ("coalesce", "greatest", "least", "nullif")


def of_column(data_type: str, type_: Type) -> Range | None:
    """What a column can hold by its declared type; nothing bounds a double."""
    if type_ is Type.INTEGER:
        most = Decimal(2) ** (integer_bits(data_type) - 1)
        return Range(-most, most - 1)
    if type_ is Type.DECIMAL:
        size, scale = decimal_size(data_type) or _UNSIZED_COLUMN
        return of_decimal(min(size, MOST_DIGITS), min(scale, MOST_DIGITS))
    return None


def of_decimal(digits: int, decimals: int) -> Range:
    """What a decimal(digits, decimals) holds."""
    most = (Decimal(10) ** digits - 1).scaleb(-decimals, _MATHS)
    return Range(-most, most, decimals)


def measured(node: Node) -> Node:
    """The node with the range of its numbers; none is known of a double that a record decides."""
    if node.type not in NUMBERS or node.range is not None or node.op not in _RANGES:
        return node
    return replace(node, range=_RANGES[node.op](node))


def target_size(node: Node) -> tuple[int, int]:
    """The digits and decimals of a cast to a decimal, or of what a double is rounded from."""
    return (decimal_size(node.name) if node.op is Op.CAST else None) or UNSIZED


def results(case: Node) -> tuple[Node, ...]:
    """What a CASE may give: its arguments are conditions and results in turn, then the default."""
    return (*case.args[1::2], case.args[-1])


def most(ranges: Iterable[Range]) -> Decimal:
    """The largest number of all, without its sign."""
    return max(max(abs(range_.low), abs(range_.high)) for range_ in ranges)


def negated(range_: Range) -> Range:
    """What the negative of these numbers may be."""
    return Range(-range_.high, -range_.low, range_.scale)


def rounded(range_: Range, decimals: int) -> Range:
    """What these numbers may be, once rounded."""
    step = Decimal(1).scaleb(-decimals, _MATHS)
    low, high = (value.quantize(step, ROUND_HALF_UP, _MATHS) for value in (range_.low, range_.high))
    return Range(low, high, decimals)


def _literal(node: Node) -> Range:
    value = Decimal(str(node.value))
    exponent = value.as_tuple().exponent
    return Range(value, value, max(0, -exponent) if isinstance(exponent, int) else 0)


def _negative(node: Node) -> Range | None:
    range_ = node.args[0].range
    return negated(range_) if range_ else None


def _arithmetic(node: Node) -> Range | None:
    left, right = (arg.range for arg in node.args)
    return _SIGNS[node.name](left, right) if left and right else None


def _sum(left: Range, right: Range) -> Range:
    low, high = _MATHS.add(left.low, right.low), _MATHS.add(left.high, right.high)
    return Range(low, high, max(left.scale, right.scale))


def _product(left: Range, right: Range) -> Range:
    ends = [_MATHS.multiply(a, b) for a in (left.low, left.high) for b in (right.low, right.high)]
    return Range(min(ends), max(ends), left.scale + right.scale)


def _quotient(left: Range, right: Range) -> Range | None:
    """That of two written numbers; any other division may be by almost nothing."""
    if left.low != left.high or right.low != right.high:
        return None
    try:
        value = Context(prec=60).divide(left.low, right.low)
    except DecimalException:
        return None  # a division by nothing is unknown
    return Range(value, value)


def _remainder(left: Range, right: Range) -> Range:
    largest = min(most([left]), most([right]))
    return Range(-largest, largest)


_SIGNS: Mapping[str, Callable[[Range, Range], Range | None]] = {
    "+": _sum,
    "-": lambda left, right: _sum(left, negated(right)),
    "*": _product,
    "/": _quotient,
    "%": _remainder,
}


def _either(nodes: Iterable[Node]) -> Range | None:
    """Where any of these values may lie."""
    ranges = [node.range for node in nodes if node.type is not Type.NULL]
    known = [range_ for range_ in ranges if range_]
    return reduce(_hull, known) if known and len(known) == len(ranges) else None


def _hull(one: Range, other: Range) -> Range:
    low, high = min(one.low, other.low), max(one.high, other.high)
    return Range(low, high, max(one.scale, other.scale))


def _cast(node: Node) -> Range | None:
    range_ = node.args[0].range
    if node.type is Type.DOUBLE:
        return range_
    if node.type is Type.INTEGER:
        return rounded(range_, 0) if range_ else BIGINT
    size = target_size(node)
    return rounded(range_, size[1]) if range_ else of_decimal(*size)


def _call(node: Node) -> Range | None:
    arg, decimals = node.args[0].range, node.value
    if node.name == "round" and isinstance(decimals, int):
        exact = arg or of_decimal(*UNSIZED)
        return rounded(exact, decimals if decimals < exact.scale or not arg else exact.scale)
    if node.name == "abs" and arg:
        return replace(arg, low=max(arg.low, -arg.high, Decimal(0)), high=most([arg]))
    if node.name == "nullif":
        return arg
    if node.name in ALIKE:
        return _either(node.args)
    whole = {"length": Range(Decimal(0), _LONGEST_TEXT), "days_between": Range(-_DAYS, _DAYS)}
    return whole.get(node.name)


_RANGES: Mapping[Op, Callable[[Node], Range | None]] = {
    Op.LITERAL: _literal,
    Op.NEGATE: _negative,
    Op.ARITHMETIC: _arithmetic,
    Op.CASE: lambda node: _either(results(node)),
    Op.CAST: _cast,
    Op.CALL: _call,
}
