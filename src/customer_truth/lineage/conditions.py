"""What is known of a condition: true, false or NULL in every record, or for want of what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlglot import exp

from customer_truth.lineage.relation import Relation
from customer_truth.lineage.scope import Scope
from customer_truth.lineage.value import (
    CONSTANT,
    GIVEN,
    NONE,
    NULL,
    Absences,
    Known,
    Value,
    because_of,
    constant,
)


def never_true(node: exp.Expr | None, scope: Scope) -> Absences | None:
    """Why a condition holds for no record: what it lacks; None where it may hold."""
    if node is None:
        return None
    node = node.unnest()
    if isinstance(node, exp.And | exp.Or):
        sides = [never_true(side, scope) for side in (node.left, node.right)]
        never = [side for side in sides if side is not None]
        if isinstance(node, exp.And) and never:
            # A contradiction in itself needs no absent column to be one.
            return NONE if NONE in never else frozenset().union(*never)
        if isinstance(node, exp.Or) and len(never) == len(sides):
            return frozenset().union(*never)
        return None
    value = scope.known(node)
    return value.because if value.known is None or value.known is False else None


def compared(node: exp.Binary, scope: Scope) -> Value:
    left, right = (scope.known(side) for side in (node.left, node.right))
    because = because_of((left, right))
    both = left.known is not Known.NOT and right.known is not Known.NOT
    if _cannot_meet(left, right):
        # Not for want of anything, so nothing is missed.
        return constant(isinstance(node, exp.NEQ))
    if left.is_null or right.is_null:
        return Value(because, None, not because)
    if both and type(left.known) is type(right.known):
        equal = left.known == right.known
        known = equal if isinstance(node, exp.EQ) else not equal
        return Value(because, known, not because)
    if because:
        return Value(because)
    return CONSTANT if left.is_constant and right.is_constant else GIVEN


def _cannot_meet(left: Value, right: Value) -> bool:
    """Whether two texts differ in every record, whichever they are."""
    for value, other in ((left, right), (right, left)):
        if isinstance(value.known, str):
            stands_in = value.is_absent or (other.is_absent and isinstance(other.known, str))
            return not stands_in and not other.may_be(value.known)
    one, two = left.prefix, right.prefix
    return not (one.startswith(two) or two.startswith(one))


def is_same(node: exp.Expr, scope: Scope) -> Value:
    left, right = scope.known(node.this), scope.known(node.expression)
    if left.known is Known.NOT:
        return Value(left.because, is_constant=left.is_constant)
    same = left.known is right.known
    # Some dialects read `is not null` as one word, others as `not` around `is`.
    known = not same if node.args.get("negate") else same
    return Value(left.because, known, left.is_constant)


def distinct(node: exp.Binary, scope: Scope) -> Value:
    """`is distinct from`: two NULLs are the same, and NULL is distinct from all else."""
    left, right = (scope.known(side) for side in (node.left, node.right))
    because = because_of((left, right))
    if left.known is Known.NOT or right.known is Known.NOT:
        constants = left.is_constant and right.is_constant
        return Value(because, is_constant=constants and not because)
    same = type(left.known) is type(right.known) and left.known == right.known
    return Value(because, same is isinstance(node, exp.NullSafeEQ), not because)


def both(node: exp.Binary, scope: Scope) -> Value:
    return _logical([node.left, node.right], scope, decides=False)


def one(node: exp.Binary, scope: Scope) -> Value:
    return _logical([node.left, node.right], scope, decides=True)


def _logical(sides: Sequence[exp.Expr], scope: Scope, *, decides: bool) -> Value:
    values = [scope.known(side) for side in sides]
    if any(value.is_constant and value.known is decides for value in values):
        return constant(decides)
    if not decides:
        # `coalesce(x, true)` of an absent x forbids nothing, so the other side speaks for both.
        values = [v for v in values if not (v.is_absent and v.known is True)] or values
    because, known = because_of(values), [value.known for value in values]
    if decides in known:
        return Value(because, decides)
    if Known.NOT in known:
        constants = all(value.is_constant for value in values)
        return Value(because, is_constant=constants and not because)
    return Value(because, None if None in known else not decides, not because)


def negated(node: exp.Expr, scope: Scope) -> Value:
    value = scope.known(node.this)
    if isinstance(value.known, bool):
        return Value(value.because, not value.known, value.is_constant)
    return value


def is_in(node: exp.Expr, scope: Scope) -> Value:
    value = scope.known(node.this)
    if value.is_null:
        return value
    if query := node.args.get("query"):
        found = scope.query(query.unnest(), scope)
        if not any(not branch.empty for branch in found.branches):
            return _nothing(value, found, False)
        return _given_or(value, [next(iter(found.together().columns.values()), GIVEN)])
    others = [scope.known(option) for option in node.expressions]
    known = [other.known for other in others]
    if isinstance(value.known, str) and all(isinstance(each, str) for each in known):
        return Value(value.because, value.known in known, not value.because)
    return _given_or(value, others)


def _given_or(value: Value, others: Sequence[Value]) -> Value:
    return Value(because_of((value, *others)))


def _nothing(value: Value, found: Relation, known: Any) -> Value:
    because = value.because.union(*(branch.empty for branch in found.branches))
    return Value(because, known, not because)


def exists(node: exp.Expr, scope: Scope) -> Value:
    found = scope.query(node.this.unnest(), scope)
    return GIVEN if any(not b.empty for b in found.branches) else _nothing(NULL, found, False)
