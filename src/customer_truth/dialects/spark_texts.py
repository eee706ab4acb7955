"""DuckDB's functions of texts in Spark's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlglot import exp

from customer_truth.dialects.spark_patterns import (
    exactly,
    java_pattern,
    java_replacement,
    literal,
    matches_once,
)
from customer_truth.dialects.spark_times import Writer
from customer_truth.dialects.untranslatable import Untranslatable

# A sign that stands in no text: after it LIKE takes no other one for what it is.
_NO_ESCAPE = "'\\u0001'"
# What a trim takes that names nothing: spaces of every width, but neither tabs nor line ends.
_SPACES = " \u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u202f\u205f\u3000"


def _pattern(node: exp.Expr, flags: exp.Expr | None) -> str:
    if not node.is_string or (flags is not None and not flags.is_string):
        raise Untranslatable("a regular expression that is computed")
    return java_pattern(node.name, flags.name if flags else "")


def _matches(g: Any, node: exp.RegexpLike) -> str:
    pattern = _pattern(node.expression, node.args.get("flag"))
    return f"({g.sql(node, 'this')} rlike {literal(pattern)})"


def _regexp_replace(g: Any, node: exp.RegexpReplace) -> str:
    """Without `g` DuckDB replaces the first that matches, Spark all."""
    flags, replacement = node.args.get("modifiers"), node.args["replacement"]
    if not replacement.is_string:
        raise Untranslatable("a replacement that is computed")
    pattern = _pattern(node.expression, flags)
    once = "g" not in (flags.name if flags else "") and not matches_once(node.expression.name)
    put = java_replacement(replacement.name, shifted=int(once))
    if once:
        pattern, put = rf"\A((?s:.*?))(?:{pattern})", f"$1{put}"
    return f"regexp_replace({g.sql(node, 'this')}, {literal(pattern)}, {literal(put)})"


def _regexp_extract(g: Any, node: exp.RegexpExtract | exp.RegexpExtractAll) -> str:
    name = "regexp_extract" if isinstance(node, exp.RegexpExtract) else "regexp_extract_all"
    pattern = _pattern(node.expression, node.args.get("parameters"))
    group = g.sql(node, "group") or "0"
    return f"{name}({g.sql(node, 'this')}, {literal(pattern)}, {group})"


def _like(g: Any, node: exp.Like | exp.ILike) -> str:
    """A backslash is a sign as any other, unless it was said to be none."""
    word = ("not " if node.args.get("negate") else "") + node.key
    value, pattern = g.sql(node, "this"), node.expression
    escape = _escape(node.parent)
    if escape and pattern.is_string:
        return f"({value} {word} {literal(_escaped(pattern.name, escape))})"
    if escape:
        sign = exactly(escape)
        before = literal(f"(?s)({sign}[%_{sign}])|{sign}(.)")
        kept = f"regexp_replace({g.sql(pattern)}, {before}, '$1$2')"
        return f"({value} {word} {kept} escape {literal(escape)})"
    if pattern.is_string:
        return f"({value} {word} {literal(pattern.name.replace(chr(92), chr(92) * 2))})"
    return f"({value} {word} {g.sql(pattern)} escape {_NO_ESCAPE})"


def _escape(node: exp.Expr | None) -> str:
    """The sign after which one of a LIKE's stands for itself; none where nothing is said."""
    if not isinstance(node, exp.Escape):
        return ""
    if not node.expression.is_string or len(node.expression.name) > 1:
        raise Untranslatable("an escape of LIKE that is no single sign")
    return str(node.expression.name)


def _escaped(pattern: str, escape: str) -> str:
    """A pattern with a backslash before what stands for itself, and before nothing else.

    Spark refuses an escape before a sign that has no meaning anyway.
    """
    written, signs = [], iter(pattern)
    for sign in signs:
        is_itself = sign == escape
        if is_itself:
            sign = next(signs, "")  # noqa: PLW2901
            if not sign:
                raise Untranslatable("a pattern of LIKE that ends with its escape")
        written.append(f"\\{sign}" if sign == "\\" or (is_itself and sign in "%_") else sign)
    return "".join(written)


def _listed_text(g: Any, node: exp.GroupConcat) -> str:
    value, order = node.this, ""
    if isinstance(value, exp.Order):
        order = f" within group ({g.sql(exp.Order(expressions=value.expressions)).strip()})"
        value = value.this
    separator = g.sql(node, "separator") or "','"
    return f"listagg({g.sql(value)}, {separator}){order}"


def _substring(g: Any, node: exp.Substring) -> str:
    """Before its first sign DuckDB counts on, Spark takes 0 for 1."""
    start, length, text = node.args["start"], node.args.get("length"), g.sql(node, "this")
    if length is None:
        return f"substr({text}, {g.sql(start)})"
    if _is_positive(start):
        return f"substr({text}, {g.sql(start)}, {g.sql(length)})"
    first, count = g.sql(start), g.sql(length)
    shorter = f"case when {first} = 0 then {count} - 1 else {count} end"
    return f"substr({text}, {first}, {shorter})"


def _is_positive(node: exp.Expr) -> bool:
    if isinstance(node, exp.Literal):
        return node.name.isdigit() and int(node.name) > 0
    if isinstance(node, exp.Neg):
        return isinstance(node.this, exp.Literal) and node.this.name != "0"
    counted = (exp.StrPosition, exp.Length)
    return (
        isinstance(node, exp.Add)
        and isinstance(node.this, counted)
        and _is_positive(node.expression)
    )


def _edge(g: Any, node: exp.Left | exp.Right) -> str:
    """All but so many signs where the number is below zero."""
    name, text, count = node.key, g.sql(node, "this"), g.sql(node, "expression")
    if isinstance(node.expression, exp.Literal):
        return f"{name}({text}, {count})"
    kept = f"case when {count} < 0 then greatest(length({text}) + {count}, 0) else {count} end"
    return f"{name}({text}, {kept})"


def _trim(g: Any, node: exp.Trim) -> str:
    side = (node.args.get("position") or "BOTH").lower()
    text, signs = g.sql(node, "this"), g.sql(node, "expression") or literal(_SPACES)
    return f"trim({side} {signs} from {text})"


def _case_changed(g: Any, node: exp.Lower | exp.Upper) -> str:
    """Letters that Java makes two of, or another one at a word's end, are changed before."""
    text = g.sql(node, "this")
    if isinstance(node, exp.Lower):
        return f"lower(translate({text}, 'İΣ', 'i\u03c3'))"
    return f"upper(translate({text}, 'ß', 'ẞ'))"


def _character(g: Any, node: exp.Chr) -> str:
    (number,) = node.expressions
    if not number.is_int:
        raise Untranslatable("chr of a number that is computed")
    return literal(chr(int(number.name)))


def _split(g: Any, node: exp.Split) -> str:
    separator = node.expression
    if not separator.is_string or not separator.name:
        raise Untranslatable("a text split by what is computed, or by nothing")
    return f"split({g.sql(node, 'this')}, {literal(exactly(separator.name))}, -1)"


def _split_part(g: Any, node: exp.SplitPart) -> str:
    index = node.args["part_index"]
    if index.name == "0" or not (index.is_int or isinstance(index, exp.Neg)):
        raise Untranslatable("split_part by a number that is computed")
    return str(g.called("split_part", node.this, node.args["delimiter"], index))


TEXTS: Mapping[type[exp.Expr], Writer] = {
    exp.ILike: _like,
    exp.Left: _edge,
    exp.Right: _edge,
    exp.Like: _like,
    exp.Lower: _case_changed,
    exp.Upper: _case_changed,
    exp.GroupConcat: _listed_text,
    exp.RegexpExtract: _regexp_extract,
    exp.RegexpExtractAll: _regexp_extract,
    exp.RegexpLike: _matches,
    exp.RegexpReplace: _regexp_replace,
    exp.Split: _split,
    exp.SplitPart: _split_part,
    exp.Substring: _substring,
    exp.Trim: _trim,
    exp.Chr: _character,
    exp.Escape: lambda g, node: g.sql(node, "this"),
    exp.StartsWith: lambda g, node: g.called("startswith", node.this, node.expression),
    exp.EndsWith: lambda g, node: g.called("endswith", node.this, node.expression),
    exp.Contains: lambda g, node: g.called("contains", node.this, node.expression),
    exp.StrPosition: lambda g, node: g.called("instr", node.this, node.args["substr"]),
    exp.Translate: lambda g, node: g.called(
        "translate", node.this, node.args["from_"], node.args["to"]
    ),
    exp.Concat: lambda g, node: f"concat_ws('', {g.listed(node.expressions)})",
    exp.ConcatWs: lambda g, node: f"concat_ws({g.listed(node.expressions)})",
    exp.Pad: lambda g, node: g.called(
        "lpad" if node.args.get("is_left") else "rpad",
        node.this,
        node.expression,
        node.args.get("fill_pattern"),
    ),
}
