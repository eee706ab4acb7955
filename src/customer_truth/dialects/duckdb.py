"""DuckDB's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from customer_truth.dialects.spelling import WIDEST_WHOLE, Spelling, widest_decimal


class DuckDB(Spelling):
    """Casts and times that fail stop a statement, unless they are tried."""

    sqlalchemy_name = "truth_duckdb"
    driver = "duckdb"
    distributions = ("dbt-duckdb", "duckdb")
    read_as = "duckdb"
    types: ClassVar[Mapping[str, str]] = {
        "integer": "bigint",
        "text": "varchar",
        WIDEST_WHOLE: widest_decimal(),
    }
    found_types: ClassVar[Mapping[str, str]] = {"text": "VARCHAR", "double precision": "DOUBLE"}
    decimals_grow_to = 18
    unnests_failing = False
    counts_rule_by_rule = True

    def matches(self, text: str, pattern: str) -> str:
        return f"regexp_matches({text}, {self.text(pattern)}, 's')"

    def trimmed(self, text: str, *, briefly: bool = False) -> str:
        """It compares every sign of a text with every blank. Nearly none begin or end with one."""
        plain = super().trimmed(text)
        return plain if briefly else f"case when {_is_bare(text)} then {text} else {plain} end"

    def plain_text(self, value: str) -> str:
        """Its regular expressions take longer than to see that there is nothing to replace."""
        text = f"cast({value} as text)"
        is_plain = f"{_is_bare(text)} and not contains({text}, '.')"
        return f"case when {is_plain} then {text} else {super().plain_text(value)} end"

    def attempted(self, moment: str) -> str:
        return f"try({moment})"

    def moment_of_day(self, day: str) -> str:
        return f"try_{self.cast(day, 'timestamp')}"

    def days_between(self, first: str, last: str) -> str:
        return f"date_diff('day', {first}, {last})"

    def microseconds_between(self, first: str, last: str) -> str:
        return self.attempted(f"date_diff('microsecond', {first}, {last})")


def _is_bare(text: str) -> str:
    """True only where a text begins and ends with a plain sign; false decides nothing."""
    return f"{text} between '!' and '~' and ({text})[-1] between '!' and '~'"
