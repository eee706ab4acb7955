"""PostgreSQL's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from customer_truth.dialects.spelling import WIDEST_WHOLE, Spelling


class Postgres(Spelling):
    """Order and case go by the server's language unless the collation is named."""

    sqlalchemy_name = "postgresql"
    driver = "psycopg2"
    distributions = ("dbt-postgres",)
    read_as = "postgres"
    types: ClassVar[Mapping[str, str]] = {
        "integer": "bigint",
        "double": "double precision",
        WIDEST_WHOLE: "numeric",
    }

    def by_code_point(self, text: str) -> str:
        return f'({text} collate "C")'

    def like(self, text: str, pattern: str) -> str:
        return f"({text} like {self.text(pattern)} escape '')"

    def matches(self, text: str, pattern: str) -> str:
        return f"({text} ~ {self.text(pattern)})"

    def trim(self, text: str) -> str:
        return f"btrim({text}, ' ')"

    def changed_case(self, name: str, text: str) -> str:
        return f'({name}({text} collate "und-x-icu") collate "C")'

    def exact(self, number: str, size: int, scale: int) -> str:
        below = format(Decimal(10) ** (size - scale) - Decimal(5).scaleb(-scale - 1), "f")
        kept = self.cast("given.number", f"decimal({size}, {scale})")
        fitting = f"case when abs(given.number) < {below} then {kept} end"
        # `offset 0` keeps the planner from writing the double's expression twice.
        given = f"select cast({number} as numeric) as number offset 0"
        return f"(select {fitting} from ({given}) given)"

    def array_of_texts(self, elements: Sequence[Any]) -> Any:
        import sqlalchemy as sa
        from sqlalchemy.dialects.postgresql import array

        return array(elements, type_=sa.Text())

    def finite(self, time: str, data_type: str) -> str:
        return f"nullif(nullif({time}, {data_type} 'infinity'), {data_type} '-infinity')"

    def days_between(self, first: str, last: str) -> str:
        return f"({last} - {first})"

    def microseconds_between(self, first: str, last: str) -> str:
        return f"(extract(epoch from ({last} - {first})) * 1000000)"
