"""Refuses what an engine may be unable to compute: it would stop the rule on that night.

Whether a night comes to it depends on its records, so the columns' declared types decide, where
the rule is read.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from customer_truth.dialects.spelling import MOST_DIGITS
from customer_truth.predicate.errors import PredicateError
from customer_truth.predicate.ranges import (
    ALIKE,
    BIGINT,
    most,
    negated,
    results,
    rounded,
    target_size,
)
from customer_truth.predicate.tree import Node, Op, Range
from customer_truth.predicate.types import EXACT, Type

_DOUBLES_BELOW = Decimal("1e300")

Spelt = Callable[[], str]


def refuse_overflow(node: Node, spelt: Spelt) -> None:
    """Raises PredicateError where an engine may be unable to hold what the node computes."""
    if node.op is Op.CAST or node.name == "round":
        _refuse_narrow(node, spelt)
    if node.type is Type.DOUBLE and node.range and most([node.range]) >= _DOUBLES_BELOW:
        has = f"a number beyond what engines hold ({most([node.range]):.3e})"
        raise PredicateError(has, "a smaller one")
    before, after = digits(held(node))
    if before + after > MOST_DIGITS:
        raise PredicateError(
            f"{spelt()}, which may need {before + after} digits ({before} before the point, "
            f"{after} after it)",
            f"at most {MOST_DIGITS}, all that engines hold exactly",
            f"Round earlier, or compute it from {_as_double(node)}.",
        )


def held(node: Node) -> list[Range]:
    """The exact numbers that an engine brings to one type in order to compute the node."""
    parts: tuple[Node, ...] = ()
    if node.op is Op.ARITHMETIC:
        parts = (node,) if node.name == "*" else (node, *node.args)
    elif node.op is Op.NEGATE or node.name == "abs":
        parts = (node, *node.args)
    elif node.op is Op.CASE:
        parts = results(node)
    elif node.op in (Op.COMPARE, Op.IN, Op.BETWEEN, Op.DISTINCT) or node.name in ALIKE:
        parts = node.args
    found = [part.range for part in parts if part.type in EXACT and part.range]
    # Engines divide for a remainder, and the smallest whole number divided by -1 is none.
    return [*found, *(negated(range_) for range_ in found)] if node.name == "%" else found


def digits(ranges: list[Range]) -> tuple[int, int]:
    """How many digits numbers of all these ranges need before the point, and after it."""
    if not ranges:
        return 0, 0
    return max(1, most(ranges).adjusted() + 1), max(range_.scale for range_ in ranges)


def is_whole(ranges: list[Range]) -> bool:
    """Whether a bigint holds all these numbers."""
    return all(
        not range_.scale and BIGINT.low <= range_.low and range_.high <= BIGINT.high
        for range_ in ranges
    )


def _refuse_narrow(node: Node, spelt: Spelt) -> None:
    """A cast that some number does not survive; that of a double is unknown where it does not."""
    given = node.args[0].range
    if node.type not in EXACT or given is None:
        return
    if node.type is Type.INTEGER:
        reached = rounded(given, 0)
        if not is_whole([reached]):
            needs = "a whole number of at most 18 digits"
            raise PredicateError(_reaching(reached, spelt), needs, "Leave it a decimal.")
        return
    if node.op is Op.CALL and node.args[0].type in EXACT:
        return  # nothing is cast to be rounded
    size, scale = target_size(node)
    reached = rounded(given, scale)
    if most([reached]) >= Decimal(10) ** (size - scale):
        needs = f"at most {size - scale}, all that decimal({size}, {scale}) holds"
        raise PredicateError(_reaching(reached, spelt), needs, _wider(digits([reached])[0], scale))


def _reaching(range_: Range, spelt: Spelt) -> str:
    return f"{spelt()}, which may reach {digits([range_])[0]} digits before the point"


def _wider(before: int, scale: int) -> str:
    if before > MOST_DIGITS:
        return "Leave it a double."
    size, decimals = min(before + scale, MOST_DIGITS), min(scale, MOST_DIGITS - before)
    return f"Cast to decimal({size}, {decimals})."


def _as_double(node: Node) -> str:
    columns = [part.name for part in node.walk() if part.op is Op.COLUMN]
    return f"cast({columns[0] if columns else 'x'} as double)"
