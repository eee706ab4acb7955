"""Texts that say dates and numbers otherwise than engines do become what they say, or stay text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
import sqlalchemy
from hypothesis import given
from hypothesis import strategies as st

from customer_truth.dialects import SPELLINGS
from customer_truth.errors import Unusable
from customer_truth.extracts.bind import bind
from customer_truth.extracts.check import Bound, check_table
from customer_truth.extracts.contract import Column, Table, TextForm, check_contracts
from customer_truth.extracts.measured import measure
from customer_truth.extracts.places import Files
from customer_truth.extracts.written_form import is_date_format, iso_text, plain_number

DUCKDB = SPELLINGS["duckdb"]


def said(sql: Callable[[str], str], text: str) -> str | None:
    (row,) = duckdb.execute(f"select {sql('said')} from (select ? as said)", [text]).fetchall()
    found: str | None = row[0]
    return found


@pytest.mark.parametrize(
    ("date_format", "text", "iso"),
    [
        ("%d/%m/%Y", "31/12/2026", "2026-12-31"),
        ("%d/%m/%Y", "1/3/2026", "2026-03-01"),
        ("%d/%m/%Y", "31/12/2026 9:05", "2026-12-31 09:05"),
        ("%d/%m/%Y", "31/12/2026 19:05:59", "2026-12-31 19:05:59"),
        ("%m/%d/%Y", "12/31/2026", "2026-12-31"),
        ("%d.%m.%y", "31.12.26", "2026-12-31"),
        ("%d.%m.%y", "31.12.98", "1998-12-31"),
        ("%Y%m%d", "20261231", "2026-12-31"),
        ("%Y/%m/%d", "2026/12/31", "2026-12-31"),
        ("%d %m %Y", "31 12 2026", "2026-12-31"),
        # What is not written so stays what it is.
        ("%d/%m/%Y", "2026-12-31", "2026-12-31"),
        ("%d/%m/%Y", "31.12.2026", "31.12.2026"),
        ("%d.%m.%Y", "31x12x2026", "31x12x2026"),
        ("%d/%m/%Y", "see invoice", "see invoice"),
        ("%d/%m/%Y", "31/12/2026 at noon", "31/12/2026 at noon"),
        ("%Y%m%d", "2026123", "2026123"),
    ],
)
def test_a_text_becomes_the_iso_date_that_it_says(date_format: str, text: str, iso: str) -> None:
    assert said(lambda value: iso_text(value, date_format, DUCKDB), text) == iso


@given(
    st.dates(date(1990, 1, 1), date(2049, 12, 31)),
    st.permutations(["%d", "%m", "%Y"]),
    st.sampled_from("./- "),
)
def test_every_date_is_read_as_it_was_written(day: date, parts: list[str], sign: str) -> None:
    date_format = sign.join(parts)
    assert is_date_format(date_format)
    written = day.strftime(date_format)
    assert said(lambda value: iso_text(value, date_format, DUCKDB), written) == day.isoformat()


@pytest.mark.parametrize(
    ("sign", "text", "number"),
    [
        (",", "1.234,56", "1234.56"),
        (",", "12,5", "12.5"),
        (",", "-1.234.567", "-1234567"),
        (",", "1234", "1234"),
        (".", "1,234.56", "1234.56"),
        (".", "12.5", "12.5"),
        # These could be two numbers, or none.
        (",", "12.5", "not as declared: 12.5"),
        (".", "12,5", "not as declared: 12,5"),
        (",", "1.23.456", "not as declared: 1.23.456"),
        (",", "see invoice", "see invoice"),
    ],
)
def test_a_number_is_read_by_its_declared_sign_or_not_at_all(
    sign: str, text: str, number: str
) -> None:
    assert said(lambda value: plain_number(value, sign, DUCKDB), text) == number


@pytest.mark.parametrize(
    "text", ["%d/%m", "%d/%m.%Y", "%d/%d/%Y", "%d/%m/%Y %H", "%d/%m/%Y/%y", "d/m/Y", "", "%d%m%Y%y"]
)
def test_what_names_no_day_is_no_date_format(text: str) -> None:
    assert not is_date_format(text)


def bound_rows(folder: Path, table: Table) -> tuple[Bound, list[tuple[object, ...]]]:
    with sqlalchemy.create_engine("truth_duckdb://").connect() as connection:
        found, problems = check_table(connection, Files(folder), table, {}, DUCKDB)
        assert not problems, problems
        assert found is not None
        day = datetime(2026, 11, 1)
        bind(connection, "raw", [found], DUCKDB, day, day, day.date())
        (measured,) = measure(connection, [found], DUCKDB, datetime.now())
        assert (not table.clock) == (measured.newest is None)
        columns = ", ".join(column.name for column in table.columns)
        read = connection.exec_driver_sql(f"select {columns} from raw.{table.bound_name}")
        return found, [tuple(row) for row in read]


def test_a_file_is_read_in_the_form_that_its_contract_declares(tmp_path: Path) -> None:
    text = 'Deal No\t"Sent ""on"""\tPreis (£)\r1\t31/12/2025 9:05:00\t1.234,5\r2\tspäter\t2\r'
    (tmp_path / "Deals of 2025.txt").write_bytes(text.encode("latin-1"))
    table = Table(
        "crm",
        "deal",
        ("deal_no",),
        "sent_on",
        (
            Column("deal_no", "bigint", found_as="Deal No"),
            Column("sent_on", "timestamp", found_as='Sent "on"', date_format="%d/%m/%Y"),
            Column("price", "numeric", found_as="Preis (£)", decimal_sign=","),
        ),
        file="Deals of 2025.txt",
        form=TextForm("\t", "latin-1", "carriage_return"),
    )
    _, rows = bound_rows(tmp_path, table)
    assert rows == [("1", "2025-12-31 09:05:00", "1234.5"), ("2", "später", "2")]


def test_a_column_that_reads_badly_stops_the_night_only_where_its_contract_says_so(
    tmp_path: Path,
) -> None:
    (tmp_path / "deal.csv").write_text("id,sent_on\n1,tbc\n2,tbc\n3,2026-01-01\n")
    columns = (Column("id", "text"), Column("sent_on", "date"))
    bound_rows(tmp_path, Table("crm", "deal", ("id",), None, columns))
    strict = Table("crm", "deal", ("id",), None, columns, least_readable=0.5)
    with sqlalchemy.create_engine("truth_duckdb://").connect() as connection:
        _, problems = check_table(connection, Files(tmp_path), strict, {}, DUCKDB)
    assert problems == ["column sent_on: has text of which 1 of 3 values read as date, needs date."]


@pytest.mark.parametrize(
    ("meta", "told"),
    [
        ("date_format: '%d/%m'", "needs day, month and year such as %d/%m/%Y"),
        ("delimiter: x", "needs one of"),
        ("encoding: klingon", "needs one of utf-8"),
        ("line_end: full_stop", "needs one of line_feed"),
        ("file: ../deal.csv", "needs the name of a file, without a folder"),
        ("least_readable: 2", "needs a share from 0 to 1"),
    ],
)
def test_a_form_that_nobody_can_read_is_told_at_its_line(
    tmp_path: Path, meta: str, told: str
) -> None:
    folder = tmp_path / "models" / "staging" / "crm"
    folder.mkdir(parents=True)
    (folder / "sources.yml").write_text(
        "sources:\n  - name: crm\n    tables:\n      - name: deal\n"
        f"        config: {{meta: {{key: [id], {meta}}}}}\n"
        "        columns:\n          - {name: id, data_type: text}\n"
    )
    (problem,) = check_contracts(tmp_path)
    assert problem.line == 5
    assert told in problem.message


def test_a_declared_file_is_found_by_its_own_name_only(tmp_path: Path) -> None:
    (tmp_path / "deal.csv").write_text("id\n1\n")
    table = Table("crm", "deal", ("id",), None, (Column("id", "text"),), file="Deals.csv")
    with pytest.raises(Unusable, match=r"no file .*Deals.csv, needs one"):
        Files(tmp_path).path(table)
    (tmp_path / "Deals.csv").write_text("id\n1\n")
    assert Files(tmp_path).path(table).name == "Deals.csv"


def test_a_text_that_is_kept_as_a_number_with_decimals_is_written_without(tmp_path: Path) -> None:
    """Libraries write whole numbers beside an empty value with decimals."""
    path = tmp_path / "crm" / "deal.parquet"
    path.parent.mkdir()
    with sqlalchemy.create_engine("truth_duckdb://").connect() as connection:
        connection.exec_driver_sql(
            "copy (select * from (values (1, 7788.0::double, 2.5::double), (2, null, 10)) "
            f"as t (deal_id, pipeline, score)) to '{path}' (format parquet)"
        )
    columns = [Column("deal_id", "bigint"), Column("pipeline", "text"), Column("score", "text")]
    table = Table("crm", "deal", ("deal_id",), None, tuple(columns))
    assert bound_rows(tmp_path, table)[1] == [(1, "7788", "2.5"), (2, None, "10")]
