"""What a criterion computes of written numbers alone: engines compute it before any record is read.

An overflow there would stop the rule on every night, so it is refused where the rule is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Context, Decimal, DecimalException

from customer_truth.predicate.errors import PredicateError
from customer_truth.predicate.tree import Node, Op
from customer_truth.predicate.types import NUMBERS, Type

_MATHS = Context(prec=60)
_BELOW = {
    Type.INTEGER: Decimal(2**63),
    Type.DECIMAL: Decimal(10) ** 18,
    Type.DOUBLE: Decimal("1e300"),
}
_ROUNDED_BELOW = Decimal(10) ** 22  # decimal(30, 8)
_SIZE = re.compile(r"decimal\((\d+), (\d+)\)")
_SIGNS: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": _MATHS.add,
    "-": _MATHS.subtract,
    "*": _MATHS.multiply,
    "/": _MATHS.divide,
    "%": _MATHS.remainder,
}


def refuse_overflow(node: Node) -> Node:
    """The node as it is; PredicateError where what it computes fits no number of an engine."""
    if node.type in NUMBERS and node.op in (Op.ARITHMETIC, Op.CAST, Op.CALL):
        _value(node)
    return node


def _value(node: Node) -> Decimal | None:
    """The number that a node always is; None where a record decides it, or nothing does."""
    if node.op is Op.LITERAL:
        return Decimal(str(node.value)) if node.type in NUMBERS else None
    if node.op not in (Op.NEGATE, Op.ARITHMETIC, Op.CAST, Op.CALL):
        return None
    parts = [_value(arg) for arg in node.args]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts) or not known:
        return None
    value = _computed(node, known)
    if value is not None and abs(value) >= _below(node):
        raise PredicateError(f"a number beyond what engines hold ({value:.3e})", "a smaller one")
    return value


def _computed(node: Node, parts: list[Decimal]) -> Decimal | None:
    if node.op is Op.NEGATE:
        return -parts[0]
    if node.op is Op.ARITHMETIC:
        try:
            return _SIGNS[node.name](*parts)
        except DecimalException:
            return None  # a division by nothing is unknown
    return max(parts, key=abs)


def _below(node: Node) -> Decimal:
    if node.op is Op.CAST and (size := _SIZE.fullmatch(node.name)):
        return Decimal(10) ** (int(size[1]) - int(size[2]))
    if node.op is Op.CAST and node.type is Type.DECIMAL:
        return _ROUNDED_BELOW
    return _ROUNDED_BELOW if node.name == "round" else _BELOW[node.type]
