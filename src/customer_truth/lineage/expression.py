"""What is known of an expression, from what is known of the columns that it reads.

An operator or function lacks its value where an argument does. What chooses among alternatives
(coalesce, case, greatest) lacks it only where all of them do, constants apart: `coalesce(x, 0)` of
an absent x says nothing. Whether an absent value is NULL says nothing either. Of the sides of an
`and`, one that is true for want of a column is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlglot import exp

from customer_truth.lineage import aggregates, choices, conditions, operators
from customer_truth.lineage.scope import Scope, strict
from customer_truth.lineage.value import Value


def known_of(node: exp.Expr, scope: Scope) -> Value:
    """What is known of an expression."""
    for kind in type(node).__mro__:
        if kind in _BY_NODE:
            return _BY_NODE[kind](node, scope)
    return strict(node, scope)


_BY_NODE: Mapping[type, Callable[[Any, Scope], Value]] = {
    exp.Column: lambda node, scope: scope.column(node),
    exp.Literal: operators.literal,
    exp.Boolean: operators.literal,
    exp.Null: operators.literal,
    exp.Interval: operators.constants,
    exp.Star: operators.given,
    exp.Paren: operators.same,
    exp.Alias: operators.same,
    exp.Collate: operators.same,
    exp.Ordered: operators.same,
    exp.Cast: operators.cast,
    exp.Add: operators.added,
    exp.DPipe: operators.concatenated,
    exp.Substring: operators.substring,
    exp.EQ: conditions.compared,
    exp.NEQ: conditions.compared,
    exp.Is: conditions.is_same,
    exp.NullSafeEQ: conditions.distinct,
    exp.NullSafeNEQ: conditions.distinct,
    exp.And: conditions.both,
    exp.Or: conditions.one,
    exp.Not: conditions.negated,
    exp.In: conditions.is_in,
    exp.Exists: conditions.exists,
    exp.Subquery: operators.scalar,
    exp.Select: operators.scalar,
    exp.Union: operators.scalar,
    exp.Coalesce: choices.first_given,
    exp.Greatest: choices.any_given,
    exp.Least: choices.any_given,
    **dict.fromkeys(operators.OF_NULLS, choices.put_together),
    exp.Case: choices.case,
    exp.If: choices.if_,
    exp.Nullif: operators.nullif,
    exp.Window: operators.window,
    exp.WithinGroup: aggregates.within_group,
    exp.Anonymous: choices.by_name,
    exp.Filter: aggregates.filtered,
    exp.Count: aggregates.counted,
    exp.AggFunc: aggregates.aggregated,
    exp.RowNumber: operators.given,
    exp.Rank: operators.given,
    exp.DenseRank: operators.given,
}
