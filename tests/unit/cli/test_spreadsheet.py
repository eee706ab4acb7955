"""No cell of a file that people open in a spreadsheet is run as a formula."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_truth.text.spreadsheet import Sheet, cell_sql

SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212"
ENGINE = duckdb.connect()
NASTY = st.text(SIGNS + " \t\r\n;,\"'\xa0ab1\u3000", max_size=12)


def written(value: object) -> str:
    file = io.StringIO()
    Sheet(file, ("first", "value")).write([("x", value)])
    return file.getvalue()


def read(text: str, separator: str) -> list[str]:
    """The cells that a spreadsheet with this separator makes of the file."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return [cell for row in rows for cell in row]


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize(
    "before",
    ["", " ", "\u3000", "\t", "\v", "\x85", "\u2060", "\r", "\n", '"', "'", ' "', "a;", "a; "],
)
def test_a_sign_that_starts_a_formula_is_text(sign: str, before: str) -> None:
    text = written(f"{before}{sign}1")
    for separator in ",;":
        cells = read(text, separator)
        assert not [
            c for c in cells if c.lstrip(' \t\r\n\v\x85\u2060\u3000"').startswith(tuple(SIGNS))
        ]
    assert "'" in text


@settings(max_examples=500, deadline=None)
@given(NASTY)
def test_no_spreadsheet_finds_a_formula(value: str) -> None:
    for separator in ",;":
        for cell in read(written(value), separator):
            assert not cell.strip(' \t\r\n\v\f\x1c\x85\u2060\xa0\u3000"').startswith(
                tuple(SIGNS)
            ), cell


@pytest.mark.parametrize("value", ["Müller & Söhne", "a-b", "1 = 1", "x@example.com", "", -5, 2.5])
def test_what_is_no_formula_stays_as_it_is(value: object) -> None:
    assert read(written(value), ",")[-1] == str(value)


@settings(max_examples=300, deadline=None)
@given(NASTY)
def test_duckdb_writes_the_same_cell(value: str) -> None:
    told = ENGINE.execute(f"select {cell_sql('$1')}", [value]).fetchone()
    assert told == (read(written(value), ",")[-1] if value else "",)


def test_the_gates_list_runs_nothing(tmp_path: Path) -> None:
    from sqlalchemy import create_engine, text

    from customer_truth.gate.measure import write_list
    from customer_truth.warehouse.duckdb import DuckDBWarehouse
    from customer_truth.warehouse.scratch import SideBySide

    duckdb.connect(str(tmp_path / "a.duckdb")).close()
    with create_engine(f"truth_duckdb:///{tmp_path / 'a.duckdb'}").connect() as connection:
        connection.execute(
            text(
                "create temp table moved as select 'r' as rule_id, '=1+1' as record_key, "
                "'\uff1dc' as customer_id, 2.50 as value, 1.25 as in_error, true as fails_after, "
                "false as failed_before"
            )
        )
        both = SideBySide(connection, "duckdb", ("base.", ""))
        write_list(both, DuckDBWarehouse(tmp_path, ""), tmp_path / "list.csv")
    assert (tmp_path / "list.csv").read_text("utf-8") == (
        "rule_id,record_key,customer_id,value,in_error,moves\n"
        "r,'=1+1,'\uff1dc,2.50,1.25,newly failing\n"
    )
