"""Spark's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from customer_truth.dialects.spelling import WIDEST_WHOLE, Spelling, widest_decimal


class Spark(Spelling):
    """A backslash in a text is an escape, and regular expressions are Java's."""

    sqlalchemy_name = "truth_spark"
    driver = "pyspark"
    distributions = ("dbt-spark", "pyspark")
    types: ClassVar[Mapping[str, str]] = {
        "integer": "bigint",
        "text": "string",
        WIDEST_WHOLE: widest_decimal(),
    }
    quote = "`"

    def text(self, value: str) -> str:
        escaped = value.replace("\\", "\\\\").replace("'", "\\'")
        return f"'{escaped}'"

    def like(self, text: str, pattern: str) -> str:
        doubled = pattern.replace("\\", "\\\\")
        return f"({text} like {self.text(doubled)})"

    def matches(self, text: str, pattern: str) -> str:
        return f"({text} rlike {self.text('(?s)' + _java_end(pattern))})"

    def starts_with(self, text: str, start: str) -> str:
        return f"startswith({text}, {start})"

    def trim(self, text: str) -> str:
        return f"trim({text})"

    def days_between(self, first: str, last: str) -> str:
        return f"datediff({last}, {first})"

    def microseconds_between(self, first: str, last: str) -> str:
        return f"(unix_micros({last}) - unix_micros({first}))"


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
