"""DuckDB's functions of the rows of a group in Spark's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlglot import exp

from customer_truth.dialects.spark_times import Writer
from customer_truth.dialects.untranslatable import Untranslatable


def as_double(g: Any, node: exp.Expr) -> str:
    """A number as a double."""
    text: str = g.sql(node)
    return text if g.kinds.of(node) == "double" else f"cast({text} as double)"


def _average(g: Any, node: exp.Avg) -> str:
    """The exact sum, divided as a double; an average of decimals would be one too."""
    return f"avg({as_double(g, node.this)})"


def _list_of(g: Any, node: exp.ArrayAgg) -> str:
    """With what is NULL, which Spark would leave out, and NULL where nothing is."""
    value = node.this
    if isinstance(value, (exp.Order, exp.Distinct)) or isinstance(node.parent, exp.Window):
        raise Untranslatable("a list of a group in an order, of what is distinct, or over rows")
    listed = f"collect_list(struct({g.sql(value)} as one)){_filter(g, node)}"
    return f"nullif(transform({listed}, each -> each.one), array())"


def _filter(g: Any, node: exp.Expr) -> str:
    """The condition of an aggregate that is written as several functions."""
    if not isinstance(node.parent, exp.Filter):
        return ""
    return f" filter (where {g.sql(node.parent.expression.this)})"


def _filtered(g: Any, node: exp.Filter) -> str:
    """Most aggregates have their condition behind them."""
    inner, condition = node.this, node.expression.this
    if isinstance(inner, (exp.ArrayAgg, exp.WithinGroup)):
        return str(g.sql(inner))
    if isinstance(node.parent, exp.Window):
        # Over rows Spark knows no condition; what is NULL no aggregate counts.
        value = exp.Literal.number(1) if isinstance(inner.this, exp.Star) else inner.this.copy()
        inner.set("this", exp.Case().when(condition.copy(), value))
        return str(g.sql(inner))
    return f"{g.sql(inner)} filter (where {g.sql(condition)})"


def _percentile(g: Any, node: exp.WithinGroup) -> str:
    """Between two values by how far it is from the lower one; Spark weighs both."""
    asked = node.this
    (ordered,) = node.expression.expressions
    is_known = isinstance(asked, (exp.PercentileCont, exp.PercentileDisc))
    if not is_known or ordered.args.get("desc") or isinstance(node.parent, exp.Window):
        raise Untranslatable(node.sql("duckdb"))
    if isinstance(asked, exp.PercentileDisc):
        return _value_at(g, node, asked.this)
    if g.kinds.of(ordered.this) == "decimal":
        raise Untranslatable("a percentile of decimals, which is one too")
    at = f"((size(sorted) - 1) * cast({g.sql(asked, 'this')} as double))"
    low, high = (f"sorted[cast({name}({at}) as int)]" for name in ("floor", "ceil"))
    between = f"{low} + ({high} - {low}) * ({at} - floor({at}))"
    value = f"array_sort(collect_list({as_double(g, ordered.this)}){_filter(g, node)})"
    found = f"case when size(sorted) > 0 then {between} end"
    return f"element_at(transform(array({value}), sorted -> {found}), 1)"


def _value_at(g: Any, node: exp.WithinGroup, part: exp.Expr) -> str:
    """The first value that so great a part of all does not exceed; Spark's would be a double."""
    (ordered,) = node.expression.expressions
    above = f"cast(floor(size(sorted) - size(sorted) * {g.sql(part)}) as int)"
    found = f"sorted[greatest(size(sorted) - {above}, 1) - 1]"
    value = f"array_sort(collect_list({g.sql(ordered.this)}){_filter(g, node)})"
    found = f"case when size(sorted) > 0 then {found} end"
    return f"element_at(transform(array({value}), sorted -> {found}), 1)"


def _spread(name: str) -> Writer:
    """How far numbers are from each other, as a double."""
    return lambda g, node: f"{name}({as_double(g, node.this)})"


def _most_frequent(g: Any, node: exp.Mode) -> str:
    """Of several that are as frequent the least one, where DuckDB takes any."""
    if node.this is None:
        raise Untranslatable("mode() within a group")
    return f"mode({g.sql(node, 'this')}, true)"


def _max_by(g: Any, node: exp.ArgMax | exp.ArgMin) -> str:
    name = "max_by" if isinstance(node, exp.ArgMax) else "min_by"
    if isinstance(node.parent, exp.Filter):
        raise Untranslatable(f"{name} with a filter")
    text = g.sql(node, "this")
    return f"{name}({text}, {g.sql(node, 'expression')}) filter (where {text} is not null)"


def _limited(g: Any, node: exp.Min | exp.Max) -> str:
    if node.args.get("count") or node.expressions:
        raise Untranslatable("the first several of a group")
    return str(g.called(node.key, node.this))


GROUPS: Mapping[type[exp.Expr], Writer] = {
    exp.AnyValue: lambda g, node: f"any_value({g.sql(node, 'this')})",
    exp.ApproxDistinct: lambda g, node: g.called("approx_count_distinct", node.this),
    exp.ArgMax: _max_by,
    exp.ArgMin: _max_by,
    exp.ArrayAgg: _list_of,
    exp.Avg: _average,
    exp.CountIf: lambda g, node: g.called("count_if", node.this),
    exp.Filter: _filtered,
    exp.First: lambda g, node: f"first({g.sql(node, 'this')})",
    exp.Last: lambda g, node: f"last({g.sql(node, 'this')})",
    exp.Max: _limited,
    exp.Min: _limited,
    exp.Mode: _most_frequent,
    exp.WithinGroup: _percentile,
    exp.LogicalAnd: lambda g, node: g.called("bool_and", node.this),
    exp.LogicalOr: lambda g, node: g.called("bool_or", node.this),
    **{
        one: _spread(name)
        for one, name in {
            exp.Stddev: "stddev_samp",
            exp.StddevPop: "stddev_pop",
            exp.StddevSamp: "stddev_samp",
            exp.Variance: "var_samp",
            exp.VariancePop: "var_pop",
        }.items()
    },
}
