"""DuckDB's functions and operators in Spark's words, each by what it means in DuckDB."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlglot import exp

from customer_truth.dialects.spark_groups import GROUPS, as_double
from customer_truth.dialects.spark_patterns import literal
from customer_truth.dialects.spark_texts import TEXTS
from customer_truth.dialects.spark_times import NAMED_TIMES, TIMES, Writer
from customer_truth.dialects.untranslatable import Untranslatable

_TYPES = {
    "string": "VARCHAR",
    "int": "INTEGER",
    "timestamp_ntz": "TIMESTAMP",
    "timestamp": "TIMESTAMP WITH TIME ZONE",
}
_INTEGERS = ("INT", "BIGINT", "SMALLINT", "TINYINT")


def _cast(g: Any, node: exp.Cast, *, tries: bool = False) -> str:
    """A number becomes a whole one by rounding; Spark would cut its decimals."""
    said, value = node.args["to"], node.this
    raises = not (tries or isinstance(node, exp.TryCast))
    word, kind, text = "cast" if raises else "try_cast", g.kinds.of(value), g.sql(value)
    target = said.this.value
    named = g.sql(said)
    if named in ("timestamp_ntz", "timestamp_ltz") and kind == "text":
        with_offset = named == "timestamp_ltz"
        return str(g.moment_of(value, raises=raises, with_offset=with_offset))
    if target in _INTEGERS and kind in ("double", "decimal"):
        text = f"{'rint' if kind == 'double' else 'round'}({text})"
    elif target in _INTEGERS and kind == "text":
        text = f"round({word}({text} as decimal(38, 10)))"
    elif target == "DECIMAL" and kind == "double":
        scale = int(said.expressions[1].name) if len(said.expressions) > 1 else 0
        text = f"round(({text}) * 1e{scale}D) / 1e{scale}D"
    elif named == "string" and kind == "double":
        return _double_as_text(text)
    return f"{word}({text} as {named})"


def _double_as_text(value: str) -> str:
    """1e7 is `10000000.0`, where Spark says `1.0E7`."""
    d = "number"
    said = f"cast({d} as string)"
    whole = f"cast(cast({d} as decimal(38, 10)) as string)"
    plain = f"regexp_replace({whole}, {literal('(?<=[.][0-9]{1,10})0+$')}, '')"
    power = f"cast(regexp_extract({said}, {literal('E(-?[0-9]+)')}, 1) as int)"
    sign = f"case when {power} < 0 then '-' else '+' end"
    first = f"regexp_replace(regexp_extract({said}, '^(.*)E', 1), '[.]0$', '')"
    short = (
        f"concat({first}, 'e', {sign}, lpad(abs({power}), greatest(2, length(abs({power}))), '0'))"
    )
    case = (
        f"case when isnan({d}) then 'nan' when abs({d}) = double('infinity') "
        f"then case when {d} < 0 then '-inf' else 'inf' end "
        f"when not contains({said}, 'E') then {said} "
        f"when abs({d}) >= 1e7D and abs({d}) < 1e16D or abs({d}) >= 1e-4D and abs({d}) < 1e-3D "
        f"then {plain} else {short} end"
    )
    return f"element_at(transform(array({value}), {d} -> {case}), 1)"


def _divided(g: Any, node: exp.Div) -> str:
    """Of all numbers a double; only what is exact in it is written as a number."""
    return f"({as_double(g, node.this)} / {as_double(g, node.expression)})"


def _whole_division(g: Any, node: exp.IntDiv) -> str:
    if {"double", "decimal"} & {g.kinds.of(node.this), g.kinds.of(node.expression)}:
        raise Untranslatable("a // b of numbers with decimals")
    return f"({g.sql(node, 'this')} div {g.sql(node, 'expression')})"


def _added(g: Any, node: exp.Add | exp.Sub, *, tries: bool = False) -> str:
    """Days are counted; to a day as to a moment time is added, and makes it a moment."""
    sign = "+" if isinstance(node, exp.Add) else "-"
    left, right = g.kinds.of(node.this), g.kinds.of(node.expression)
    one, other = g.sql(node, "this"), g.sql(node, "expression")
    if sign == "-" and left == right == "date":
        return f"datediff({one}, {other})"
    if right == "interval" and left not in ("interval", "instant", "moment"):
        one = f"cast({one} as timestamp_ntz)"
    elif left == "interval" and right not in ("interval", "instant", "moment"):
        other = f"cast({other} as timestamp_ntz)"
    if tries:
        return f"{'try_add' if sign == '+' else 'try_subtract'}({one}, {other})"
    return f"{one} {sign} {other}"


def _tried(g: Any, node: exp.Try) -> str:
    """Only what Spark can try, or what raises nothing there."""
    inner = node.this.unnest()
    if isinstance(inner, (exp.TimestampTrunc, exp.DateTrunc, exp.DateDiff, exp.Column)):
        return str(g.sql(inner))
    if isinstance(inner, (exp.Add, exp.Sub)):
        return _added(g, inner, tries=True)
    if isinstance(inner, exp.Cast):
        return _cast(g, inner, tries=True)
    raise Untranslatable(f"try({inner.sql('duckdb')})")


def _element(g: Any, node: exp.Bracket) -> str:
    if len(node.expressions) != 1:
        raise Untranslatable("several places of a list")
    (index,) = node.expressions
    value = node.this.unnest()
    if isinstance(index, exp.Slice):
        return _slice(g, value, index)
    number = g.sql(index)
    if g.kinds.of(value) == "text":
        return f"substr({g.sql(value)}, {number}, 1)"
    return f"try_element_at({g.sql(value)}, {number})"


def _slice(g: Any, value: exp.Expr, places: exp.Slice) -> str:
    """The first ones of a list or a text; any other slice is refused."""
    last = places.expression
    if places.this or places.args.get("step") or not last or not last.is_int:
        raise Untranslatable(
            "a slice from another place than the first, or to one that is computed"
        )
    # Of what is neither, Spark says so itself.
    name = "substr" if g.kinds.of(value) == "text" else "slice"
    return f"{name}({g.sql(value)}, 1, {g.sql(last)})"


def _sorted(g: Any, node: exp.ArraySort) -> str:
    ascends, unknown_first = node.args.get("asc"), node.args.get("nulls_first")
    if (ascends and not ascends.this) or (unknown_first and unknown_first.this):
        raise Untranslatable("a list from its largest value down, or from what is unknown")
    return str(g.called("array_sort", node.this))


def _length(g: Any, node: exp.Length) -> str:
    name = "size" if g.kinds.of(node.this) == "list" else "length"
    return f"{name}({g.sql(node, 'this')})"


def _without(g: Any, node: exp.ArrayRemove) -> str:
    if isinstance(node.expression.unnest(), exp.Null) or node.expression.name.lower() == "null":
        return f"array_compact({g.sql(node, 'this')})"
    raise Untranslatable("array_remove of a value")


def _trunc(g: Any, node: exp.Trunc) -> str:
    text = g.sql(node, "this")
    return f"(case when {text} < 0 then ceil({text}) else floor({text}) end)"


def _compared(g: Any, node: exp.EQ | exp.NEQ) -> str:
    return _beside(g, node, "=" if isinstance(node, exp.EQ) else "<>")


def _same(g: Any, node: exp.NullSafeEQ | exp.NullSafeNEQ) -> str:
    return f"({_beside(g, node, '<=>')})"


def _beside(g: Any, node: exp.Binary, sign: str) -> str:
    """A row of columns has their names in Spark, so that it is never the same as another one."""
    one, other = node.this, node.expression
    if isinstance(one, exp.Tuple) or isinstance(other, exp.Tuple):
        raise Untranslatable("rows that are compared")
    return f"{g.sql(one)} {sign} {g.sql(other)}"


def _series(g: Any, node: exp.GenerateSeries) -> str:
    """None where it ends before it begins; Spark would count down."""
    if node.args.get("step"):
        raise Untranslatable("a series with a step")
    first, last = g.sql(node, "start"), g.sql(node, "end")
    last = f"{last} - 1" if node.args.get("is_end_exclusive") else last
    return f"case when {first} <= {last} then sequence({first}, {last}) else array() end"


def _type_of(g: Any, node: exp.Typeof) -> str:
    """A type by DuckDB's name of it."""
    said = f"typeof({g.sql(node, 'this')})"
    cases = " ".join(f"when '{theirs}' then '{ours}'" for theirs, ours in _TYPES.items())
    return f"(case {said} {cases} else upper({said}) end)"


def _one_of(name: str) -> Writer:
    """A function of one value or of several, that has one name on both."""
    return lambda g, node: g.called(name, *node.iter_expressions())


WRITERS: Mapping[type[exp.Expr], Writer] = {
    **GROUPS,
    **TEXTS,
    **TIMES,
    exp.Add: _added,
    exp.Array: lambda g, node: g.called("array", *node.expressions),
    exp.ArrayContains: lambda g, node: (
        f"array_contains(array_compact({g.sql(node, 'this')}), {g.sql(node, 'expression')})"
    ),
    exp.ArrayRemove: _without,
    exp.ArraySort: _sorted,
    exp.ArraySize: lambda g, node: g.called("size", node.this),
    exp.ArrayDistinct: lambda g, node: f"array_distinct(array_compact({g.sql(node, 'this')}))",
    exp.ArrayToString: lambda g, node: g.called("array_join", node.this, node.expression),
    exp.Bracket: _element,
    exp.Cast: _cast,
    exp.TryCast: _cast,
    exp.Div: _divided,
    exp.EQ: _compared,
    exp.NEQ: _compared,
    exp.GenerateSeries: _series,
    exp.IntDiv: _whole_division,
    exp.Length: _length,
    exp.Literal: lambda g, node: literal(node.name) if node.is_string else node.name,
    exp.NullSafeNEQ: lambda g, node: f"(not {_same(g, node)})",
    exp.NullSafeEQ: _same,
    exp.Pow: lambda g, node: f"power({as_double(g, node.this)}, {as_double(g, node.expression)})",
    exp.Round: lambda g, node: g.called("round", node.this, node.args.get("decimals")),
    exp.Sub: _added,
    exp.Trunc: _trunc,
    exp.Try: _tried,
    exp.Typeof: _type_of,
    **{
        one: _one_of(name)
        for one, name in {
            exp.Abs: "abs",
            exp.Asin: "asin",
            exp.Ceil: "ceil",
            exp.Coalesce: "coalesce",
            exp.Cos: "cos",
            exp.Floor: "floor",
            exp.Greatest: "greatest",
            exp.Least: "least",
            exp.Ln: "ln",
            exp.MD5: "md5",
            exp.Nullif: "nullif",
            exp.Radians: "radians",
            exp.Repeat: "repeat",
            exp.Replace: "replace",
            exp.Sin: "sin",
            exp.Sqrt: "sqrt",
            exp.Sum: "sum",
        }.items()
    },
}
# Those that `called` is no word for, and that mean the same as the reader knows them.
ALIKE: tuple[type[exp.Expr], ...] = (
    *(exp.And, exp.Or, exp.Case, exp.If, exp.Exists, exp.Count, exp.RowNumber, exp.Rank),
    *(exp.DenseRank, exp.FirstValue, exp.LastValue, exp.Lag, exp.Lead, exp.Explode),
)
# Spark's own, which macros and what is written here say where they are for Spark alone.
_SPARKS = ("java_method", "monotonically_increasing_id", "raise_error", "xxhash64")
NAMED: Mapping[str, Writer] = {
    **NAMED_TIMES,
    **{name: lambda g, node: g.called(node.name, *node.expressions) for name in _SPARKS},
}
