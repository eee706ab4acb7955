"""Spark's words as far as they are chosen here; all of them are then said by `spark_sql`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from customer_truth.dialects.spelling import WIDEST_WHOLE, Spelling, widest_decimal


class Spark(Spelling):
    """Statements are DuckDB's until the driver says them to Spark, so these are too."""

    sqlalchemy_name = "truth_spark"
    driver = "customer_truth.warehouse.spark_dbapi"
    distributions = ("dbt-spark", "pyspark")
    install = "pip install 'customer-truth[spark]'"
    read_as = "duckdb"
    types: ClassVar[Mapping[str, str]] = {
        "integer": "bigint",
        "text": "varchar",
        WIDEST_WHOLE: widest_decimal(),
    }
    found_types: ClassVar[Mapping[str, str]] = {"text": "VARCHAR", "double precision": "DOUBLE"}

    def matches(self, text: str, pattern: str) -> str:
        return f"regexp_matches({text}, {self.text(pattern)}, 's')"

    def plain_text(self, value: str) -> str:
        """Spark writes a double from 1e7 on with an exponent; said to be one, it is spelt out."""
        spelt = f"cast(try_cast(cast({value} as text) as double) as text)"
        written = (
            f"case when typeof({value}) = 'DOUBLE' then {spelt} else cast({value} as text) end"
        )
        return super().plain_text(written)

    def attempted(self, moment: str) -> str:
        return f"try({moment})"

    def moment_of_day(self, day: str) -> str:
        return f"try_{self.cast(day, 'timestamp')}"

    def days_between(self, first: str, last: str) -> str:
        return f"date_diff('day', {first}, {last})"

    def microseconds_between(self, first: str, last: str) -> str:
        return f"date_diff('microsecond', {first}, {last})"
