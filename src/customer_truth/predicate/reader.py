"""Turns a syntax tree into our own typed tree; every node that is not named here is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from customer_truth.files.problem import listed, nearest
from customer_truth.predicate import literals
from customer_truth.predicate.casts import cast
from customer_truth.predicate.errors import PredicateError
from customer_truth.predicate.functions import (
    FUNCTIONS,
    call,
    literal_text,
    together,
    unknown_function,
)
from customer_truth.predicate.grammar import spelt
from customer_truth.predicate.overflow import refuse_overflow
from customer_truth.predicate.ranges import measured, of_column
from customer_truth.predicate.tree import Node, Op
from customer_truth.predicate.types import NUMBERS, TIMES, Type, type_of

AS_OF = "as_of"
_COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_ARITHMETIC: dict[type[exp.Expr], str] = {
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
    exp.Mod: "%",
}
_UNITS = {"minute": (1, "minute"), "hour": (1, "hour"), "day": (1, "day"), "week": (7, "day")}
_UNITS |= {"month": (1, "month"), "year": (12, "month")}
_DAYS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1, "month": 31}
_MOST_YEARS = 4_000  # any day of four digits so moved is one that every engine holds
_REFUSED: dict[type[exp.Expr], tuple[str, str]] = {
    exp.Query: ("a subquery", "Bring the fact into the mart as a column."),
    exp.Exists: ("a subquery", "Bring the fact into the mart as a column."),
    exp.Any: ("a subquery or a list (any)", "Write x in (...)."),
    exp.All: ("a subquery or a list (all)", "Write x in (...)."),
    exp.Window: ("a window function", "Bring the fact into the mart as a column."),
    exp.Star: ("a star", "Name the columns."),
    exp.ILike: ("ilike", "Write lower(x) like '...'."),
    exp.DPipe: ("the operator ||", "Compare the parts one by one."),
    exp.RegexpLike: ("a regular expression operator", "Write regexp_like(x, '...')."),
    exp.SimilarTo: ("similar to", "Write regexp_like(x, '...')."),
    exp.Escape: ("an escape sign", "Write regexp_like(x, '...')."),
    exp.Concat: ("two texts side by side", "A quote inside a text is written twice."),
    exp.Placeholder: ("a place without a name (?)", "Name a limit, such as :days."),
    exp.Interval: ("an interval by itself", "Add it to a moment: :as_of - interval '30' day."),
}


@dataclass
class Reader:
    """Reads one criterion against the columns of its mart and the limits of its rule."""

    columns: Mapping[str, str]
    limits: Mapping[str, object]
    used_columns: set[str] = field(default_factory=set)
    used_limits: set[str] = field(default_factory=set)

    def condition(self, node: exp.Expr) -> Node:
        """A node that must be true, false or unknown."""
        read = self.read(node)
        if read.type is not Type.BOOLEAN:
            raise PredicateError(
                f"{spelt(node)}, which is {read.type}",
                "a condition that is true or false",
                "Compare it with something.",
            )
        return read

    def number(self, node: exp.Expr) -> Node:
        """A node that must be a number or unknown."""
        read = self.read(node)
        if read.type not in NUMBERS:
            raise PredicateError(
                f"{spelt(node)}, which is {read.type}",
                "a number",
                "Compute it from columns that are numbers.",
            )
        return read

    def read(self, node: exp.Expr) -> Node:
        """A node of any type."""
        reads = _READERS.get(type(node))
        if reads is None:
            raise _refused(node)
        read = measured(reads(self, node))
        refuse_overflow(read, lambda: spelt(node))
        return read

    def column(self, node: exp.Expr) -> Node:
        if node.args.get("table") is not None or not isinstance(node.this, exp.Identifier):
            raise PredicateError(
                f"the qualified name {spelt(node)}", "a column's name alone", "A rule sees one row."
            )
        written = node.this.name
        if node.this.args.get("quoted"):
            do = "A text stands in single quotes, a column in none."
            raise PredicateError(f'"{written}" in double quotes', "a column or a text", do)
        name = written.lower()
        if name not in self.columns:
            if name in ("current_date", "current_timestamp", "now", "today"):
                raise unknown_function(name)
            do = nearest(name, self.columns) or f"It has {listed(self.columns, at_most=40)}."
            raise PredicateError(f"the unknown column {written}", "a column of the mart", do)
        self.used_columns.add(name)
        declared = self.columns[name]
        type_ = type_of(declared)
        return Node(Op.COLUMN, type_, name=name, range=of_column(declared, type_))

    def literal(self, node: exp.Expr) -> Node:
        if node.args.get("is_string"):
            return Node(Op.LITERAL, Type.TEXT, value=node.this)
        return literals.number(node.this)

    def boolean(self, node: exp.Expr) -> Node:
        return Node(Op.LITERAL, Type.BOOLEAN, value=bool(node.this))

    def null(self, node: exp.Expr) -> Node:
        return Node(Op.LITERAL, Type.NULL)

    def placeholder(self, node: exp.Expr) -> Node:
        name = node.args.get("this")
        if not isinstance(name, str) or set(node.args) - {"this"}:
            raise _refused(node)
        if name == AS_OF:
            return Node(Op.AS_OF, Type.TIMESTAMP)
        if name not in self.limits:
            known = {*self.limits, AS_OF}
            needs = f"one of {listed(f':{limit}' for limit in known)}"
            raise PredicateError(f"the unknown limit :{name}", needs, nearest(name, known))
        self.used_limits.add(name)
        return literals.limit(name, self.limits[name])

    def paren(self, node: exp.Expr) -> Node:
        return self.read(node.this)

    def both(self, node: exp.Expr) -> Node:
        kind, parts, left = type(node), [], node
        while type(left) is kind:
            parts.append(left.expression)
            left = left.this
        args = tuple(self.condition(part) for part in (left, *reversed(parts)))
        return Node(Op.AND if kind is exp.And else Op.OR, Type.BOOLEAN, args)

    def negation(self, node: exp.Expr) -> Node:
        return Node(Op.NOT, Type.BOOLEAN, (self.condition(node.this),))

    def compare(self, node: exp.Expr) -> Node:
        sign = _COMPARISONS[type(node)]
        args, type_ = self._alike(node, node.this, node.expression)
        if type_ is Type.BOOLEAN and sign not in ("=", "<>"):
            raise PredicateError(f"{spelt(node)}, true and false in an order", "= or <>")
        return Node(Op.COMPARE, Type.BOOLEAN, args, sign)

    def distinct(self, node: exp.Expr) -> Node:
        args, _ = self._alike(node, node.this, node.expression)
        differs = Node(Op.DISTINCT, Type.BOOLEAN, args)
        alike = isinstance(node, exp.NullSafeEQ)
        return Node(Op.NOT, Type.BOOLEAN, (differs,)) if alike else differs

    def is_(self, node: exp.Expr) -> Node:
        right = node.expression
        if isinstance(right, exp.Null):
            return Node(Op.IS, Type.BOOLEAN, (self.read(node.this),), "null")
        if isinstance(right, exp.Boolean):
            name = "true" if right.this else "false"
            return Node(Op.IS, Type.BOOLEAN, (self.condition(node.this),), name)
        raise PredicateError(spelt(node), "is null, is true or is false")

    def in_(self, node: exp.Expr) -> Node:
        if any(node.args.get(key) for key in ("query", "unnest", "field", "is_global")):
            raise _refused(node.args.get("query") or node)
        if not node.expressions:
            raise PredicateError("an empty list", "x in (...) with at least one value")
        args, _ = self._alike(node, node.this, *node.expressions)
        return Node(Op.IN, Type.BOOLEAN, args)

    def between(self, node: exp.Expr) -> Node:
        if node.args.get("symmetric"):
            raise PredicateError("between symmetric", "between low and high")
        args, type_ = self._alike(node, node.this, node.args["low"], node.args["high"])
        if type_ is Type.BOOLEAN:
            raise PredicateError(spelt(node), "values that have an order")
        return Node(Op.BETWEEN, Type.BOOLEAN, args)

    def like(self, node: exp.Expr) -> Node:
        if isinstance(node.expression, exp.Any | exp.All):
            raise _refused(node.expression)
        text = self.read(node.this)
        if text.type is not Type.TEXT:
            raise PredicateError(f"like on {spelt(node.this)}, which is {text.type}", "a text")
        pattern = literal_text("like", self.read(node.expression))
        like = Node(Op.LIKE, Type.BOOLEAN, (text,), value=pattern)
        return Node(Op.NOT, Type.BOOLEAN, (like,)) if node.args.get("negate") else like

    def negative(self, node: exp.Expr) -> Node:
        arg = self.read(node.this)
        if arg.type not in NUMBERS:
            raise PredicateError(f"minus {spelt(node.this)}, which is {arg.type}", "a number")
        return Node(Op.NEGATE, arg.type, (arg,))

    def arithmetic(self, node: exp.Expr) -> Node:
        sign = _ARITHMETIC[type(node)]
        left, right = node.this, node.expression
        if isinstance(left, exp.Interval) and sign == "+":
            left, right = right, left
        if isinstance(right, exp.Interval) and sign in "+-":
            return self._shift(left, sign, right)
        args = (self.read(left), self.read(right))
        types = [arg.type for arg in args]
        if not set(types) <= set(NUMBERS):
            raise PredicateError(
                f"{spelt(node)} ({types[0]} {sign} {types[1]})", "numbers", _instead(types)
            )
        if sign == "%" and set(types) != {Type.INTEGER}:
            raise PredicateError(spelt(node), "whole numbers on both sides of %")
        alike, type_ = together(args, lambda: spelt(node))
        return Node(Op.ARITHMETIC, Type.DOUBLE if sign == "/" else type_, alike, sign)

    def _shift(self, left: exp.Expr, sign: str, interval: exp.Expr) -> Node:
        start = self.read(left)
        if start.type not in TIMES:
            raise PredicateError(f"{spelt(left)}, which is {start.type}", "a day or a moment")
        unit = str(interval.args.get("unit") or "").lower().removesuffix("s")
        count = self.read(interval.this) if interval.this is not None else None
        text = str(count.value) if count and count.op is Op.LITERAL else ""
        if unit not in _UNITS or not text.isdigit() or len(text) > 5:
            needs = f"a whole number of {', '.join(_UNITS)}"
            raise PredicateError(spelt(interval), needs, "Write interval '30' day.")
        times, whole = _UNITS[unit]
        shift = Node(Op.SHIFT, Type.TIMESTAMP, (start,), f"{sign} {whole}", int(text) * times)
        if sum(map(_days, shift.walk())) > _MOST_YEARS * 366:
            raise PredicateError(spelt(interval), f"at most {_MOST_YEARS:,} years in all")
        return shift

    def case(self, node: exp.Expr) -> Node:
        subject, conditions, results = node.args.get("this"), [], []
        for branch in node.args["ifs"]:
            when = branch.this if subject is None else exp.EQ(this=subject, expression=branch.this)
            conditions.append(self.condition(when))
            results.append(self.read(branch.args["true"]))
        default = node.args.get("default")
        results.append(self.null(node) if default is None else self.read(default))
        alike, type_ = together(tuple(results), lambda: "a case with results")
        if type_ is Type.NULL:
            raise PredicateError("a case that is always NULL", "a result")
        pairs = [part for pair in zip(conditions, alike[:-1], strict=True) for part in pair]
        return Node(Op.CASE, type_, (*pairs, alike[-1]))

    def cast(self, node: exp.Expr) -> Node:
        if any(node.args.get(key) for key in ("format", "safe", "action", "default")):
            raise PredicateError(spelt(node), "cast(x as type)")
        return cast(self.read(node.this), node.args["to"], lambda: spelt(node))

    def call(self, node: exp.Expr) -> Node:
        name = str(node.this).lower()
        if name not in FUNCTIONS:
            raise unknown_function(name)
        return call(name, tuple(self.read(arg) for arg in node.expressions))

    def _alike(self, whole: exp.Expr, *parts: exp.Expr) -> tuple[tuple[Node, ...], Type]:
        args = tuple(self.read(part) for part in parts)
        if any(arg.type is Type.NULL for arg in args):
            do = "Write x is null; a comparison with NULL is never true."
            raise PredicateError(f"a comparison with NULL ({spelt(whole)})", "a value", do)
        return together(args, lambda: f"{spelt(whole)}, a comparison")


def _days(node: Node) -> float:
    """How far a shift moves a moment."""
    if node.op is not Op.SHIFT or not isinstance(node.value, int):
        return 0
    return node.value * _DAYS[node.name.split()[1]]


def _refused(node: exp.Expr) -> PredicateError:
    for kind, (has, do) in _REFUSED.items():
        if isinstance(node, kind):
            return PredicateError(has, "a condition on the columns of one row", do)
    return PredicateError(
        f"{spelt(node)} ({type(node).__name__.lower()})", "comparisons, and, or, not, in, like ..."
    )


def _instead(types: list[Type]) -> str:
    if set(types) <= set(TIMES):
        return "days_between(a, b) and hours_between(a, b) say how far b is after a."
    if set(types) & set(TIMES):
        return "A day is moved by an interval: due_on + interval '3' day."
    return ""


_READERS: dict[type[exp.Expr], Callable[[Reader, exp.Expr], Node]] = {
    exp.Column: Reader.column,
    exp.Literal: Reader.literal,
    exp.Boolean: Reader.boolean,
    exp.Null: Reader.null,
    exp.Placeholder: Reader.placeholder,
    exp.Paren: Reader.paren,
    exp.And: Reader.both,
    exp.Or: Reader.both,
    exp.Not: Reader.negation,
    exp.Is: Reader.is_,
    exp.In: Reader.in_,
    exp.Between: Reader.between,
    exp.Like: Reader.like,
    exp.Neg: Reader.negative,
    exp.Case: Reader.case,
    exp.Cast: Reader.cast,
    exp.Anonymous: Reader.call,
    exp.NullSafeEQ: Reader.distinct,
    exp.NullSafeNEQ: Reader.distinct,
    **dict.fromkeys(_COMPARISONS, Reader.compare),
    **dict.fromkeys(_ARITHMETIC, Reader.arithmetic),
}
