"""Writes a criterion as SQL of one engine; equal rows give equal answers on all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal

from customer_truth.predicate.overflow import digits, held, is_whole
from customer_truth.predicate.ranges import target_size
from customer_truth.predicate.tree import Node, Op
from customer_truth.predicate.types import MOST_DIGITS, Type
from customer_truth.sql.text import quoted

Dialect = Literal["duckdb", "postgres", "spark"]

_WIDE = "widest whole number"
_WIDEST = f"decimal({MOST_DIGITS}, 0)"
_TARGETS: dict[Dialect, dict[str, str]] = {
    "duckdb": {"integer": "bigint", "text": "varchar", _WIDE: _WIDEST},
    "postgres": {"integer": "bigint", "double": "double precision", _WIDE: "numeric"},
    "spark": {"integer": "bigint", "text": "string", _WIDE: _WIDEST},
}
_NARROW = 18  # the digits up to which DuckDB's decimals grow by themselves
_MICROSECONDS_PER_HOUR = "3600000000"


@dataclass(frozen=True)
class Renderer:
    """Renders for one engine, on the night of `as_of`."""

    dialect: Dialect
    as_of: datetime

    def sql(self, node: Node) -> str:
        """The node as SQL; whatever has an operator stands in parentheses."""
        return _WRITERS[node.op](self, node)

    def column(self, node: Node) -> str:
        quote = "`" if self.dialect == "spark" else '"'
        return f"{quote}{node.name}{quote}"

    def literal(self, node: Node) -> str:
        value = node.value
        if value is None or isinstance(value, bool):
            return {None: "null", True: "true", False: "false"}[value]
        if isinstance(value, datetime):
            return f"timestamp '{value.isoformat(sep=' ')}'"
        if isinstance(value, date):
            return f"date '{value.isoformat()}'"
        if isinstance(value, str):
            return self.text(value)
        written = format(value, "f") if isinstance(value, Decimal) else str(value)
        if node.type is Type.DECIMAL and "." not in written:
            return self.cast_to(written, _WIDE)  # else DuckDB reads a hugeint
        return self.cast_to(written, "double") if node.type is Type.DOUBLE else written

    def text(self, value: str) -> str:
        """A quoted text; Spark alone reads a backslash as an escape."""
        if self.dialect == "spark":
            escaped = value.replace("\\", "\\\\").replace("'", "\\'")
            return f"'{escaped}'"
        return quoted(value)

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
        text = self.sql(node)
        return f'({text} collate "C")' if self.dialect == "postgres" else text

    def like(self, node: Node) -> str:
        """LIKE in which a backslash is a backslash."""
        text, pattern = self.sql(node.args[0]), str(node.value)
        if self.dialect == "spark":
            pattern = pattern.replace("\\", "\\\\")
        escape = " escape ''" if self.dialect == "postgres" else ""
        return f"({text} like {self.text(pattern)}{escape})"

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
            return self.cast_to(text, "integer" if is_whole(ranges) else _WIDE)
        if computed.type is not Type.DECIMAL or self.dialect != "duckdb" or arg.range is None:
            return text
        wide = sum(digits(ranges)) > _NARROW
        return self.cast_to(text, f"decimal({MOST_DIGITS}, {arg.range.scale})") if wide else text

    def shift(self, node: Node) -> str:
        sign, unit = node.name.split()
        start = self.moment(node.args[0])
        return self.or_unknown(f"({start} {sign} interval '{node.value}' {unit})")

    def case(self, node: Node) -> str:
        default = self.alternative(node.args[-1], node)
        whens = (self.sql(when) for when in node.args[:-1:2])
        thens = (self.alternative(then, node) for then in node.args[1::2])
        pairs = zip(whens, thens, strict=True)
        branches = "".join(f" when {when} then {then}" for when, then in pairs)
        return f"(case{branches} else {default} end)"

    def alternative(self, arg: Node, chosen: Node) -> str:
        """One of several values; DuckDB drops decimals where their types together are too wide."""
        text, range_ = self.sql(arg), chosen.range
        leaf = arg.op in (Op.COLUMN, Op.LITERAL)
        if leaf or chosen.type is not Type.DECIMAL or range_ is None or self.dialect != "duckdb":
            return text
        return self.cast_to(text, f"decimal({MOST_DIGITS}, {range_.scale})")

    def cast(self, node: Node) -> str:
        (arg,) = node.args
        if node.type is Type.TIMESTAMP:
            return self.moment(arg)
        if node.type is Type.DECIMAL and arg.type is Type.DOUBLE:
            return self.exact(node)
        name = "decimal({}, {})".format(*target_size(node)) if node.type is Type.DECIMAL else ""
        return self.cast_to(self.sql(arg), name or node.name)

    def cast_to(self, text: str, target: str) -> str:
        return f"cast({text} as {_TARGETS[self.dialect].get(target, target)})"

    def exact(self, node: Node) -> str:
        """The double below a node as a decimal; unknown where that is too small for it."""
        text, (size, scale) = self.sql(node.args[0]), target_size(node)
        target = f"decimal({size}, {scale})"
        if self.dialect != "postgres":
            return f"try_{self.cast_to(text, target)}"
        below = format(Decimal(10) ** (size - scale) - Decimal(5).scaleb(-scale - 1), "f")
        fitting = f"case when abs(given.number) < {below} then cast(given.number as {target}) end"
        # `offset 0` keeps the planner from writing the double's expression twice.
        return f"(select {fitting} from (select cast({text} as numeric) as number offset 0) given)"

    def moment(self, node: Node) -> str:
        """A day or a moment as a moment; unknown where the engine has none so far away."""
        far = self.dialect == "duckdb" and node.type is Type.DATE and node.op is not Op.LITERAL
        return ("try_" if far else "") + self.cast_to(self.sql(node), "timestamp")

    def or_unknown(self, text: str) -> str:
        """What is out of the engine's time is unknown; it stops no run."""
        return f"try({text})" if self.dialect == "duckdb" else text

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
            value = self.cast_to(value, _WIDE)
        return f"nullif({value}, {other})"

    def changed_case(self, node: Node) -> str:
        text = self.sql(node.args[0])
        if self.dialect == "postgres":
            return f'({node.name}({text} collate "und-x-icu") collate "C")'
        return f"{node.name}({text})"

    def trim(self, node: Node) -> str:
        text = self.sql(node.args[0])
        called = {"duckdb": f"trim({text}, ' ')", "postgres": f"btrim({text}, ' ')"}
        return called.get(self.dialect, f"trim({text})")

    def round(self, node: Node) -> str:
        (arg,) = node.args
        if arg.type is Type.DOUBLE:
            return f"round({self.exact(node)}, {node.value})"
        text = self.sql(arg)
        text = self.cast_to(text, _WIDE) if arg.type is Type.INTEGER else text
        return f"round({text}, {node.value})"

    def regexp_like(self, node: Node) -> str:
        text, pattern = self.by_code_point(node.args[0]), str(node.value)
        if self.dialect == "duckdb":
            return f"regexp_matches({text}, {self.text(pattern)}, 's')"
        if self.dialect == "postgres":
            return f"({text} ~ {self.text(pattern)})"
        return f"({text} rlike {self.text('(?s)' + _java_end(pattern))})"

    def starts_with(self, node: Node) -> str:
        text, start = (self.sql(arg) for arg in node.args)
        name = "startswith" if self.dialect == "spark" else "starts_with"
        return f"{name}({text}, {start})"

    def date_trunc(self, node: Node) -> str:
        return self.or_unknown(f"date_trunc('{node.value}', {self.sql(node.args[0])})")

    def days_between(self, node: Node) -> str:
        days = (self.cast_to(self.sql(arg), "date") for arg in node.args)
        first, last = (self.finite(day, "date") for day in days)
        if self.dialect == "duckdb":
            return f"date_diff('day', {first}, {last})"
        return f"({last} - {first})" if self.dialect == "postgres" else f"datediff({last}, {first})"

    def finite(self, text: str, type_: str) -> str:
        """A time that can be counted to; the others know of the infinite by themselves."""
        if self.dialect != "postgres":
            return text
        return f"nullif(nullif({text}, {type_} 'infinity'), {type_} '-infinity')"

    def hours_between(self, node: Node) -> str:
        first, last = (self.finite(self.moment(arg), "timestamp") for arg in node.args)
        microseconds = {
            "duckdb": self.or_unknown(f"date_diff('microsecond', {first}, {last})"),
            "postgres": f"(extract(epoch from ({last} - {first})) * 1000000)",
            "spark": f"(unix_micros({last}) - unix_micros({first}))",
        }[self.dialect]
        hour = self.cast_to(_MICROSECONDS_PER_HOUR, "double")
        return f"({self.cast_to(microseconds, 'double')} / {hour})"


def _java_end(pattern: str) -> str:
    """The pattern with its end signs spelt as the very end, which `$` is not in Java."""
    written, in_set, at = [], False, 0
    while at < len(pattern):
        step = 2 if pattern[at] == "\\" else 1
        sign = pattern[at : at + step]
        in_set = sign == "[" or (in_set and sign != "]")
        written.append("\\z" if sign == "$" and not in_set else sign)
        at += step
    return "".join(written)


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
