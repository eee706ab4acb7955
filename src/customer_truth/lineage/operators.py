"""What is known of texts, casts and windows, as far as it is more than that of their arguments."""

from __future__ import annotations

from sqlglot import exp

from customer_truth.lineage.scope import Scope, strict
from customer_truth.lineage.value import (
    CONSTANT,
    GIVEN,
    NULL,
    Value,
    constant,
)

# What answers something where an argument is NULL.
OF_NULLS = (
    exp.Concat, exp.ConcatWs, exp.Format, exp.Array, exp.ArrayConcat, exp.Struct, exp.Tuple,
    exp.JSONArray, exp.JSONObject,
)  # fmt: skip


def literal(node: exp.Expr, _: Scope) -> Value:
    if isinstance(node, exp.Literal) and not node.is_string:
        number = node.to_py()
        return constant(number if isinstance(number, int) else float(number))
    return constant(node.this if isinstance(node, exp.Literal | exp.Boolean) else None)


def same(node: exp.Expr, scope: Scope) -> Value:
    return scope.known(node.this)


def cast(node: exp.Expr, scope: Scope) -> Value:
    value = scope.known(node.this)
    kind = node.args["to"]
    if kind.is_type(*exp.DataType.TEXT_TYPES) and (
        value.is_null or value.begins_with or value.options
    ):
        return value
    if value.is_null or (isinstance(value.known, bool) and kind.is_type("boolean")):
        return value
    return Value(because=value.because, is_constant=value.is_constant)


def added(node: exp.Binary, scope: Scope) -> Value:
    """A sum; one that adds nought for want of a column says what its other part says.

    A difference does not: `amount - coalesce(paid, 0)` without payments is not what is owed.
    """
    left, right = (scope.known(side) for side in (node.left, node.right))
    for part, other in ((left, right), (right, left)):
        if part.is_absent and part.known == 0 and other.is_given:
            return other
    return strict(node, scope)


def concatenated(node: exp.Binary, scope: Scope) -> Value:
    left, right = (scope.known(side) for side in (node.left, node.right))
    value = strict(node, scope)
    if isinstance(left.known, str):
        if isinstance(right.known, str) and value.is_constant:
            return constant(left.known + right.known)
        return Value(value.because, value.known, value.is_constant, left.known + right.begins_with)
    return Value(value.because, value.known, value.is_constant, left.prefix)


def substring(node: exp.Expr, scope: Scope) -> Value:
    value, text = strict(node, scope), scope.known(node.this)
    start = scope.known(node.args["start"]).known if node.args.get("start") else 1
    if not value.is_given or not isinstance(start, int) or start < 1 or node.args.get("length"):
        return value
    return Value(prefix=text.begins_with[start - 1 :])


def nullif(node: exp.Expr, scope: Scope) -> Value:
    value, other = scope.known(node.this), scope.known(node.expression)
    if isinstance(value.known, str) and value.known == other.known:
        return Value(value.because, None, value.is_constant)
    return value


def scalar(node: exp.Expr, scope: Scope) -> Value:
    found = scope.query(node, scope)
    return next(iter(found.together().columns.values()), GIVEN) if found.branches else NULL


def window(node: exp.Expr, scope: Scope) -> Value:
    """Of a window function only what it is of; its order and partitions are inner workings."""
    return scope.known(node.this)


def given(_: exp.Expr, __: Scope) -> Value:
    return GIVEN


def constants(_: exp.Expr, __: Scope) -> Value:
    return CONSTANT
