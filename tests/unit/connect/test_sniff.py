"""How a file is written is found in the whole of it; what cannot be read says what it needs."""

from __future__ import annotations

import gzip
from pathlib import Path

import duckdb
import pytest

from customer_truth.errors import Unusable
from customer_truth.extracts.contract import TextForm
from tests.unit.connect.look import columns_of, sniffed


@pytest.mark.parametrize(
    ("name", "content", "form", "rows"),
    [
        ("t.csv", b"a,b\n1,2\n", TextForm(), 1),
        ("t.tsv", b"a\tb\r1\t2\r3\t4\r", TextForm("\t", "utf-8", "carriage_return"), 2),
        ("t.csv", b"a;b\r\n1;2,5\r\n", TextForm(";"), 1),
        ("t.psv", b"a|b\n1|2\n", TextForm("|"), 1),
        ("t.txt", "a\tb\nä\t2\n".encode("latin-1"), TextForm("\t", "latin-1"), 1),
        ("t.txt", "a;b\nä;2\n".encode("utf-16"), TextForm(";", "utf-16"), 1),
        ("t.csv", "\ufeffa,b\n1,2\n".encode(), TextForm(), 1),
        ("t.csv.gz", gzip.compress(b"a|b\n1|2\n", mtime=0), TextForm("|"), 1),
        ("t.csv", b"a\n1\n2\n", TextForm(), 2),
        # The sniffer alone drops lines that begin with # and splits at a sign of a few lines.
        ("t.csv", b"a,b\n#1,2\n2,3\n#3,4\n", TextForm(), 3),
        ("t.csv", b'a,b\n1,"two\nlines"\n2,"a ""quoted"" word"\n', TextForm(), 2),
        ("t.csv", b'a,b\r1,"two\rlines"\r2,x\r', TextForm(",", "utf-8", "carriage_return"), 2),
        ("t.csv", b"a,b\n" + b"1;1,2;2\n" * 50, TextForm(), 50),
    ],
)
def test_a_file_is_read_as_it_is_written(
    tmp_path: Path, name: str, content: bytes, form: TextForm, rows: int
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    extract = sniffed(path)
    assert extract.form == form
    assert len(duckdb.sql(f"select * from {extract.relation}").fetchall()) == rows


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("t.csv", b"", "has nothing in it"),
        ("t.csv", b"\n\n", "has nothing in it"),
        ("t.csv", b"a,b\n", "has no rows, needs some"),
        ("t.csv", b"a,b,c\n" + b"1,2,3\n" * 9 + b"1;2;3\n" * 9, "line 11"),
        ("t.csv", b"a,b,A\n1,2,3\n", "a header with 'A', 'a', which are one name"),
        ("t.csv", b"17,2026-01-01\n18,2026-01-02\n", "needs a first line that names the columns"),
        ("t.csv", b"PK\x03\x04abc", "has a zip archive or a workbook"),
        ("t.csv", b"a\0b\n1\0\n", "has bytes that are not text"),
        ("t.csv", b"a,b\n" + b"1,2\n" * 99_999 + b"1,\0\n", "has bytes that are not text"),
        ("t.csv", b"a,b\n1,\xe4\n" + b"1,2\n" * 99_999 + b"1,\0\n", "has bytes that are not text"),
        ("t.csv", "a,b\n1,5 €\n".encode("windows-1252"), "iconv -f windows-1252 -t utf-8"),
        ("t.csv", b'a,b\n1,"never closed\n2,3\n', "cannot be read"),
        ("t.xlsx", b"PK\x03\x04abc", "has another format"),
        ("t.csv.gz", gzip.compress(b"a,b\n" + b"1,2\n" * 90_000, mtime=0)[:-40], "needs"),
        ("t.parquet", b"PAR1 and no more", "cannot be read"),
    ],
)
def test_what_cannot_be_read_says_what_it_needs_and_nothing_of_its_content(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Unusable) as refused:
        sniffed(path)
    assert told in str(refused.value)
    assert "never closed" not in str(refused.value).replace("a quote that is never closed", "")


def test_headers_become_names_that_every_engine_can_use(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    header = "Größe (cm),select,1st,客户,a b,A-B,record_id,CON,is_deleted,\n"
    path.write_text(header + "1,2,3,4,5,6,7,8,9,10\n", encoding="utf-8")
    assert list(columns_of(path)) == [
        *("grosse_cm", "select_value", "n_1st", "column_4", "a_b", "a_b_2", "record_id_value"),
        *("con_value", "is_deleted", "column9"),
    ]


def test_a_typed_file_keeps_its_types_and_leaves_out_what_is_nested(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    duckdb.sql(
        f"copy (select 1 as n, 1.5::double as x, date '2026-01-01' as d, now() as t, true as b, "
        f"[1] as l, '07' as c) to '{path}' (format parquet)"
    )
    found = {name: column.data_type for name, column in columns_of(path).items()}
    assert found == {
        **{"n": "bigint", "x": "numeric", "d": "date", "t": "timestamp", "b": "boolean"},
        "c": "text",
    }
