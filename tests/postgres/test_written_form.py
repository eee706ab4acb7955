"""PostgreSQL reads dates and numbers of a declared form exactly as DuckDB does."""

from __future__ import annotations

import os

import duckdb
import psycopg2

from customer_truth.dialects import SPELLINGS, Spelling
from customer_truth.extracts.written_form import iso_text, plain_number
from tests.conftest import missing_part

TEXTS = (
    *("31/12/2026", "1/3/2026 9:05", "31/12/2026 19:05:59", "2026-12-31", "see invoice", "1/3/26"),
    *("31.12.26", "31.12.98", "31 12 2026", "20261231", "2026123", "99/99/2026", "31/12/2026 noon"),
    *("1.234,56", "12,5", "-1.234.567", "1,234.56", "12.5", "1.23.456", "tbc", "1234", "+7", "-"),
)
FORMATS = ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y", "%d %m %Y", "%Y%m%d", "%d-%m-%Y", "%Y/%m/%d")


def select(spelling: Spelling) -> str:
    values = [iso_text("said", form, spelling) for form in FORMATS]
    values += [plain_number("said", sign, spelling) for sign in ",."]
    rows = ", ".join(f"({number}, '{text}')" for number, text in enumerate(TEXTS))
    return f"select {', '.join(values)} from (values {rows}) as t(place, said) order by place"


def test_both_engines_read_a_declared_form_alike() -> None:
    if "TRUTH_TEST_POSTGRES_URL" not in os.environ:
        missing_part("a PostgreSQL server (make test-postgres brings one up)")
    expected = duckdb.sql(select(SPELLINGS["duckdb"])).fetchall()
    with (
        psycopg2.connect(os.environ["TRUTH_TEST_POSTGRES_URL"]) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(select(SPELLINGS["postgres"]))
        assert cursor.fetchall() == expected
