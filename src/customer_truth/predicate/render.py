"""Writes a criterion as SQL of one engine; equal rows give equal answers on all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal

from customer_truth.predicate.tree import Node, Op
from customer_truth.predicate.types import Type
from customer_truth.sql.text import quoted

Dialect = Literal["duckdb", "postgres", "spark"]

_TARGETS: dict[Dialect, dict[str, str]] = {
    "duckdb": {"integer": "bigint", "decimal": "decimal(30, 8)", "text": "varchar"},
    "postgres": {"integer": "bigint", "decimal": "decimal(30, 8)", "double": "double precision"},
    "spark": {"integer": "bigint", "decimal": "decimal(30, 8)", "text": "string"},
}
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
        return f"(- {self.sql(node.args[0])})"

    def arithmetic(self, node: Node) -> str:
        left, right = (self.operand(arg) for arg in node.args)
        if node.name == "/":
            left, right = (self.cast_to(side, "double") for side in (left, right))
        if node.name in "/%":
            right = f"nullif({right}, 0)"
        return f"({left} {node.name} {right})"

    def operand(self, node: Node) -> str:
        """A number to count with; whole columns as bigint, so that none overflows early."""
        text = self.sql(node)
        whole = node.op is Op.COLUMN and node.type is Type.INTEGER
        return self.cast_to(text, "integer") if whole else text

    def shift(self, node: Node) -> str:
        sign, unit = node.name.split()
        start = self.cast_to(self.sql(node.args[0]), "timestamp")
        return f"({start} {sign} interval '{node.value}' {unit})"

    def case(self, node: Node) -> str:
        *pairs, default = (self.sql(arg) for arg in node.args)
        branches = "".join(
            f" when {when} then {then}" for when, then in zip(pairs[::2], pairs[1::2], strict=True)
        )
        return f"(case{branches} else {default} end)"

    def cast(self, node: Node) -> str:
        text = self.sql(node.args[0])
        return self.cast_to(text, node.name)

    def cast_to(self, text: str, target: str) -> str:
        return f"cast({text} as {_TARGETS[self.dialect].get(target, target)})"

    def call(self, node: Node) -> str:
        return _CALLS.get(node.name, Renderer.plain)(self, node)

    def plain(self, node: Node) -> str:
        """A function that all engines call and mean alike."""
        return f"{node.name}({', '.join(self.sql(arg) for arg in node.args)})"

    def extreme(self, node: Node) -> str:
        return f"{node.name}({', '.join(self.ordered(arg) for arg in node.args)})"

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
        return f"round({self.cast_to(self.sql(node.args[0]), 'decimal')}, {node.value})"

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
        return f"date_trunc('{node.value}', {self.sql(node.args[0])})"

    def days_between(self, node: Node) -> str:
        first, last = (self.cast_to(self.sql(arg), "date") for arg in node.args)
        if self.dialect == "duckdb":
            return f"date_diff('day', {first}, {last})"
        return f"({last} - {first})" if self.dialect == "postgres" else f"datediff({last}, {first})"

    def hours_between(self, node: Node) -> str:
        first, last = (self.cast_to(self.sql(arg), "timestamp") for arg in node.args)
        microseconds = {
            "duckdb": f"date_diff('microsecond', {first}, {last})",
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
    "least": Renderer.extreme,
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
