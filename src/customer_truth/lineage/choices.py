"""What is known of a choice among alternatives: coalesce, greatest, case.

It lacks its value only where all alternatives do, constants apart: `coalesce(x, 0)` of an absent x
says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from customer_truth.lineage.conditions import never_true
from customer_truth.lineage.scope import Scope, arguments, strict
from customer_truth.lineage.value import (
    NONE,
    NULL,
    Absences,
    Known,
    Value,
    because_of,
    either,
)

# As `operators.OF_NULLS`, by the names that the engines have for them.
_OF_NULLS = frozenset([
    "hash", "row", "printf", "num_nulls", "num_nonnulls", "list_value", "list_concat",
    "struct_pack", "json_array", "json_build_object", "json_build_array", "jsonb_build_object",
    "jsonb_build_array",
])  # fmt: skip


def first_given(node: exp.Expr, scope: Scope) -> Value:
    """Coalesce: the first that is not NULL."""
    values = [scope.known(child) for child in arguments(node)]
    ends = (at for at, v in enumerate(values) if v.is_constant and v.known not in (None, Known.NOT))
    end = next(ends, len(values))
    return _any_of(values[: end + 1])


def any_given(node: exp.Expr, scope: Scope) -> Value:
    """What leaves NULLs out: greatest, least."""
    return _any_of([scope.known(child) for child in arguments(node)])


def put_together(node: exp.Expr, scope: Scope) -> Value:
    """What is made of several, NULLs among them: concat, a list, a row. It is none of them."""
    value = any_given(node, scope)
    return Value(value.because, is_constant=value.is_constant)


def by_name(node: exp.Anonymous, scope: Scope) -> Value:
    """A function that only the engine knows; nearly all are NULL where an argument is."""
    return put_together(node, scope) if node.name.lower() in _OF_NULLS else strict(node, scope)


def _any_of(values: Sequence[Value]) -> Value:
    candidates = [value for value in values if not value.is_null]
    if not candidates:
        because = because_of(values)
        return Value(because, None, not because)
    first = either(candidates)
    if first.is_given:
        return first
    return Value(because_of(values), candidates[0].known, not because_of(values), first.prefix)


def case(node: exp.Expr, scope: Scope) -> Value:
    operand = node.args.get("this")
    conditions, results, because = [], [], NONE
    for each in node.args["ifs"]:
        test = exp.EQ(this=operand.copy(), expression=each.this.copy()) if operand else each.this
        condition = scope.known(test)
        if (lacks := never_true(test, scope)) is not None:
            because |= lacks
            continue
        if condition.known is True:
            because |= condition.because
            results.append(scope.known(each.args["true"]))
            break
        conditions.append(condition)
        results.append(scope.known(each.args["true"]))
    else:
        default = node.args.get("default")
        results.append(scope.known(default) if default is not None else NULL)
    return _chosen(results, conditions, because)


def _chosen(results: Sequence[Value], conditions: Sequence[Value], because: Absences) -> Value:
    """One of the results; where all are constants, the conditions are what is said."""
    value = either(results)
    if any(result.is_given for result in results):
        return value
    if len(results) == 1 or value.is_absent:
        because |= value.because
        return Value(because, value.known, not because, value.prefix)
    told = [condition for condition in conditions if not condition.is_constant]
    if told and all(condition.is_absent for condition in told):
        return Value(because | because_of(told), value.known)
    if value.is_constant and because and not told:
        return Value(because, value.known)
    return value


def if_(node: exp.Expr, scope: Scope) -> Value:
    return case(exp.Case(ifs=[node.copy()], default=node.args.get("false")), scope)
