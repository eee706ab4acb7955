"""What is known of an aggregate: what is known of its argument."""

from __future__ import annotations

from sqlglot import exp

from customer_truth.lineage.conditions import never_true
from customer_truth.lineage.scope import Scope, arguments
from customer_truth.lineage.value import GIVEN, Known, Value, because_of


def aggregated(node: exp.Expr, scope: Scope) -> Value:
    """An aggregate says what its argument says, and keeps what that begins with."""
    if node.this is None:
        return Value(because_of(scope.known(part) for part in arguments(node)))
    value = scope.known(node.this)
    is_extreme = isinstance(node, exp.Max | exp.Min | exp.AnyValue | exp.First | exp.Last)
    if is_extreme or (isinstance(node, exp.AggFunc) and value.is_null):
        return value
    if isinstance(node, exp.LogicalOr | exp.LogicalAnd):
        return value
    return Value(value.because)


def within_group(node: exp.Expr, scope: Scope) -> Value:
    """What an aggregate tells of values in an order; a share of them tells by the order alone."""
    argument = node.this.this
    if argument is not None and not scope.known(argument).is_constant:
        return scope.known(node.this)
    first, *_ = node.expression.expressions
    because = scope.known(first).because
    return Value(because, None) if because else GIVEN


def counted(node: exp.Expr, scope: Scope) -> Value:
    """Absent records cannot be counted; NULLs count as none."""
    argument = node.this
    if argument is None or isinstance(argument, exp.Star):
        return GIVEN
    parts = argument.expressions if isinstance(argument, exp.Distinct) else [argument]
    because = because_of(scope.known(part) for part in parts)
    return Value(because, 0 if because else Known.NOT)


def filtered(node: exp.Expr, scope: Scope) -> Value:
    condition = node.expression.this
    lacks = never_true(condition, scope) or scope.known(condition).because
    if lacks:
        return Value(lacks, 0 if isinstance(node.this, exp.Count) else None)
    return scope.known(node.this)
