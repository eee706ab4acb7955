"""Writes a criterion as SQL of one engine; equal rows give equal answers on all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from customer_truth.dialects.spelling import WIDEST_WHOLE, Spelling, widest_decimal
from customer_truth.predicate.overflow import digits, held, is_whole
from customer_truth.predicate.ranges import target_size
from customer_truth.predicate.tree import Node, Op
from customer_truth.predicate.types import Type

_MICROSECONDS_PER_HOUR = "3600000000"


@dataclass(frozen=True)
class Renderer:
    """Renders for one engine, on the night of `as_of`."""

    spelling: Spelling
    as_of: datetime

    def sql(self, node: Node) -> str:
        """The node as SQL; whatever has an operator stands in parentheses."""
        return _WRITERS[node.op](self, node)

    def column(self, node: Node) -> str:
        return self.spelling.column(str(node.name))

    def literal(self, node: Node) -> str:
        value = node.value
        if value is None or isinstance(value, bool):
            return {None: "null", True: "true", False: "false"}[value]
        if isinstance(value, datetime):
            return f"timestamp '{value.isoformat(sep=' ')}'"
        if isinstance(value, date):
            return f"date '{value.isoformat()}'"
        if isinstance(value, str):
            return self.spelling.text(value)
        written = format(value, "f") if isinstance(value, Decimal) else str(value)
        if node.type is Type.DECIMAL and "." not in written:
            return self.cast_to(written, WIDEST_WHOLE)  # else DuckDB reads a hugeint
        return self.cast_to(written, "double") if node.type is Type.DOUBLE else written

    def night(self, node: Node) -> str:
        moment = self.as_of
        if moment.tzinfo is not None:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
        return f"timestamp '{moment.isoformat(sep=' ')}'"

    def joined(self, node: Node) -> str:
        return "(" + f" {node.op} ".join(self.sql(arg) for arg in node.args) + ")"

    def negation(self, node: Node) -> str:
        return f"(not {self.sql(node.args[0])})"

    def compare(self, node: Node) -> str:
        ordered = node.name not in ("=", "<>")
        left, right = (self.ordered(arg) if ordered else self.sql(arg) for arg in node.args)
        return f"({left} {node.name} {right})"

    def is_(self, node: Node) -> str:
        return f"({self.sql(node.args[0])} is {node.name})"

    def in_(self, node: Node) -> str:
        first, *rest = (self.sql(arg) for arg in node.args)
        return f"({first} in ({', '.join(rest)}))"

    def between(self, node: Node) -> str:
        value, low, high = (self.ordered(arg) for arg in node.args)
        return f"({value} between {low} and {high})"

    def ordered(self, node: Node) -> str:
        """A value that is put in order; text goes by code point, whatever the server's locale."""
        return self.by_code_point(node) if node.type is Type.TEXT else self.sql(node)

    def by_code_point(self, node: Node) -> str:
        return self.spelling.by_code_point(self.sql(node))

    def like(self, node: Node) -> str:
        return self.spelling.like(self.sql(node.args[0]), str(node.value))

    def negative(self, node: Node) -> str:
        return f"(- {self.operand(node.args[0], node)})"

    def arithmetic(self, node: Node) -> str:
        if node.name == "/":
            left, right = (self.cast_to(self.sql(arg), "double") for arg in node.args)
        else:
            left, right = (self.operand(arg, node) for arg in node.args)
        if node.name in "/%":
            right = f"nullif({right}, 0)"
        return f"({left} {node.name} {right})"

    def operand(self, arg: Node, computed: Node) -> str:
        """A number to count with, of a type in which the engine counts far enough."""
        text, ranges = self.sql(arg), held(computed)
        if computed.type is Type.INTEGER:
            return self.cast_to(text, "integer" if is_whole(ranges) else WIDEST_WHOLE)
        most = self.spelling.decimals_grow_to
        if computed.type is not Type.DECIMAL or most is None or arg.range is None:
            return text
        wide = sum(digits(ranges)) > most
        return self.cast_to(text, widest_decimal(arg.range.scale)) if wide else text

    def shift(self, node: Node) -> str:
        sign, unit = node.name.split()
        start = self.moment(node.args[0])
        return self.spelling.attempted(f"({start} {sign} interval '{node.value}' {unit})")

    def case(self, node: Node) -> str:
        default = self.alternative(node.args[-1], node)
        whens = (self.sql(when) for when in node.args[:-1:2])
        thens = (self.alternative(then, node) for then in node.args[1::2])
        pairs = zip(whens, thens, strict=True)
        branches = "".join(f" when {when} then {then}" for when, then in pairs)
        return f"(case{branches} else {default} end)"

    def alternative(self, arg: Node, chosen: Node) -> str:
        """One of several values, with all decimals, however wide their types are together."""
        text, range_ = self.sql(arg), chosen.range
        leaf = arg.op in (Op.COLUMN, Op.LITERAL)
        grows = self.spelling.decimals_grow_to is None
        if leaf or chosen.type is not Type.DECIMAL or range_ is None or grows:
            return text
        return self.cast_to(text, widest_decimal(range_.scale))

    def cast(self, node: Node) -> str:
        (arg,) = node.args
        if node.type is Type.TIMESTAMP:
            return self.moment(arg)
        if node.type is Type.DECIMAL and arg.type is Type.DOUBLE:
            return self.exact(node)
        name = "decimal({}, {})".format(*target_size(node)) if node.type is Type.DECIMAL else ""
        return self.cast_to(self.sql(arg), name or node.name)

    def cast_to(self, text: str, target: str) -> str:
        return self.spelling.cast(text, target)

    def exact(self, node: Node) -> str:
        """The double below a node as a decimal; unknown where that is too small for it."""
        return self.spelling.exact(self.sql(node.args[0]), *target_size(node))

    def moment(self, node: Node) -> str:
        """A day or a moment as a moment."""
        if node.type is Type.DATE and node.op is not Op.LITERAL:
            return self.spelling.moment_of_day(self.sql(node))
        return self.cast_to(self.sql(node), "timestamp")

    def call(self, node: Node) -> str:
        return _CALLS.get(node.name, Renderer.plain)(self, node)

    def plain(self, node: Node) -> str:
        """A function that all engines call and mean alike."""
        return f"{node.name}({', '.join(self.sql(arg) for arg in node.args)})"

    def extreme(self, node: Node) -> str:
        if node.type is Type.TEXT:
            return f"{node.name}({', '.join(self.by_code_point(arg) for arg in node.args)})"
        return self.choice(node)

    def absolute(self, node: Node) -> str:
        return f"abs({self.operand(node.args[0], node)})"

    def choice(self, node: Node) -> str:
        return f"{node.name}({', '.join(self.alternative(arg, node) for arg in node.args)})"

    def nullif(self, node: Node) -> str:
        value, other = (self.sql(arg) for arg in node.args)
        if node.type is Type.DECIMAL and node.args[0].type is Type.INTEGER:
            value = self.cast_to(value, WIDEST_WHOLE)
        return f"nullif({value}, {other})"

    def changed_case(self, node: Node) -> str:
        return self.spelling.changed_case(str(node.name), self.sql(node.args[0]))

    def trim(self, node: Node) -> str:
        return self.spelling.trim(self.sql(node.args[0]))

    def round(self, node: Node) -> str:
        (arg,) = node.args
        if arg.type is Type.DOUBLE:
            return f"round({self.exact(node)}, {node.value})"
        text = self.sql(arg)
        text = self.cast_to(text, WIDEST_WHOLE) if arg.type is Type.INTEGER else text
        return f"round({text}, {node.value})"

    def regexp_like(self, node: Node) -> str:
        return self.spelling.matches(self.by_code_point(node.args[0]), str(node.value))

    def starts_with(self, node: Node) -> str:
        text, start = (self.sql(arg) for arg in node.args)
        return self.spelling.starts_with(text, start)

    def date_trunc(self, node: Node) -> str:
        return self.spelling.attempted(f"date_trunc('{node.value}', {self.sql(node.args[0])})")

    def days_between(self, node: Node) -> str:
        days = (self.cast_to(self.sql(arg), "date") for arg in node.args)
        first, last = (self.spelling.finite(day, "date") for day in days)
        return self.spelling.days_between(first, last)

    def hours_between(self, node: Node) -> str:
        first, last = (self.spelling.finite(self.moment(arg), "timestamp") for arg in node.args)
        microseconds = self.spelling.microseconds_between(first, last)
        hour = self.cast_to(_MICROSECONDS_PER_HOUR, "double")
        return f"({self.cast_to(microseconds, 'double')} / {hour})"


_WRITERS: dict[Op, Callable[[Renderer, Node], str]] = {
    Op.COLUMN: Renderer.column,
    Op.LITERAL: Renderer.literal,
    Op.AS_OF: Renderer.night,
    Op.AND: Renderer.joined,
    Op.OR: Renderer.joined,
    Op.DISTINCT: Renderer.joined,
    Op.NOT: Renderer.negation,
    Op.COMPARE: Renderer.compare,
    Op.IS: Renderer.is_,
    Op.IN: Renderer.in_,
    Op.BETWEEN: Renderer.between,
    Op.LIKE: Renderer.like,
    Op.NEGATE: Renderer.negative,
    Op.ARITHMETIC: Renderer.arithmetic,
    Op.SHIFT: Renderer.shift,
    Op.CASE: Renderer.case,
    Op.CAST: Renderer.cast,
    Op.CALL: Renderer.call,
}
_CALLS: dict[str, Callable[[Renderer, Node], str]] = {
    "abs": Renderer.absolute,
    "coalesce": Renderer.choice,
    "least": Renderer.extreme,
    "nullif": Renderer.nullif,
    "greatest": Renderer.extreme,
    "lower": Renderer.changed_case,
    "upper": Renderer.changed_case,
    "trim": Renderer.trim,
    "round": Renderer.round,
    "regexp_like": Renderer.regexp_like,
    "starts_with": Renderer.starts_with,
    "date_trunc": Renderer.date_trunc,
    "days_between": Renderer.days_between,
    "hours_between": Renderer.hours_between,
}
