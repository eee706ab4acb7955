"""Files are found by their own name only, and what cannot be read is told without its content."""

from __future__ import annotations

import gzip
import random
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy

from customer_truth.dialects import SPELLINGS
from customer_truth.errors import Unusable
from customer_truth.extracts.bind import bind
from customer_truth.extracts.check import check_table
from customer_truth.extracts.contract import Column, Table
from customer_truth.extracts.places import Files

TABLE = Table("crm", "deal", ("id",), None, (Column("id", "text"), Column("note", "text")))
FOLDERS = (
    *("a*b", "a**b", "a?b", "a[b]", "[!a]", "a'b", 'a"b', "a{b,c}", "a%b", "a%20b", "a b", "a#b"),
    *("a;b", "a]b", "x=1", "ü", "$HOME", "-- a", ":a"),
)


def rows(files: Files) -> list[tuple[object, ...]]:
    with sqlalchemy.create_engine("truth_duckdb://").connect() as connection:
        read = connection.exec_driver_sql(f"select * from {files.relation(connection, TABLE)}")
        return [tuple(row) for row in read]


def found(folder: Path, name: str, content: bytes) -> list[str]:
    (folder / name).write_bytes(content)
    with sqlalchemy.create_engine("truth_duckdb://").connect() as connection:
        return check_table(connection, Files(folder), TABLE, {}, SPELLINGS["duckdb"])[1]


def write_parquet(path: Path, note: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    made = duckdb.sql(f"select '1' as id, '{note}' as note")
    part = path.parent.parent / "part.parquet"
    made.write_parquet(str(part))
    part.replace(path)


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_a_folder_is_read_by_its_name_and_never_as_a_pattern(
    tmp_path: Path, name: str, ending: str
) -> None:
    for folder in (name, "ab", "aXb", "axb", "a", "b", "!", "c"):
        path = tmp_path / folder / f"deal.{ending}"
        note = "own" if folder == name else "foreign"
        if ending == "parquet":
            write_parquet(path, note)
        else:
            path.parent.mkdir()
            path.write_text(f"id,note\n1,{note}\n")
    assert rows(Files(tmp_path / name)) == [("1", "own")]


@pytest.mark.parametrize(
    "names",
    [
        ("deal.parquet", "deal.csv"),
        ("crm/deal.parquet", "crm/deal.csv"),
        ("crm/deal.parquet", "deal.parquet"),
        ("crm/deal.csv", "deal.csv"),
        ("deal.csv", "deal.csv.gz"),
        ("deal.csv", "Deal.CSV"),
    ],
)
def test_two_extracts_of_one_table_are_refused_and_both_named(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    (tmp_path / "crm").mkdir()
    for name in names:
        (tmp_path / name).write_text("id,note\n1,x\n")
    with pytest.raises(Unusable) as refused:
        Files(tmp_path).path(TABLE)
    assert all(str(tmp_path / name) in str(refused.value) for name in names)
    assert "needs only one of them" in str(refused.value)


@pytest.mark.parametrize("name", ["deal.csv.gz", "deal.csv.zip", "DEAL.CSV.gz"])
def test_an_extract_under_another_name_is_named_and_not_missing(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("id,note\n1,x\n")
    with pytest.raises(Unusable, match=r"needs deal\.parquet \(or \.csv\)") as refused:
        Files(tmp_path).path(TABLE)
    assert name in str(refused.value)


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "deal.parquet").mkdir()
    with pytest.raises(Unusable, match="which is no file"):
        Files(tmp_path).path(TABLE)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'id,note\n1,"secret\n2,x\n', "line 2: a quote that is never closed"),
        (b'id,note\n1,x\n2,"secret"y\n', "line 3: a quote that is never closed"),
        (b"id,note\n1,x\n2,secret,y\n", "line 3: more or fewer values than the header has names"),
        (b"id,note\n1\n", "line 2: more or fewer values"),
        (b"id,note\n1,x\n" + bytes(5000), "line 3: more or fewer values"),
        (b"id,note\n" + b"1,x\n" * 200_000 + b"2,secret\xfc\n", "line 200002: text that is not"),
        (b"id,note\r\n1,x\r\n2,secret\n3,x\r\n", "other line ends than the rest"),
        ("id,note\n1,secret\n".encode("utf-16"), "a header that is not UTF-8"),
        (gzip.compress(b"id,note\n1,secret\n", mtime=0), "a gzip archive under a .csv name"),
        (b"PK\x03\x04secret,\n1,2\n", "a zip archive or a workbook under a .csv name"),
        (b"id,ID\n1,secret\n", "a header with 'ID', 'id', which are one name"),
        (b"", "no header"),
        (b"\n\nid,note\n", "no header"),
    ],
)
def test_a_damaged_csv_is_told_with_its_place_and_without_its_content(
    tmp_path: Path, content: bytes, told: str
) -> None:
    (complaint,) = found(tmp_path, "deal.csv", content)
    assert told in complaint
    assert ", needs " in complaint
    assert "secret" not in complaint


@pytest.mark.parametrize(
    "records",
    [
        ["#1,a", "2,b"],
        ["1,a", "#2,b", "3,c"],
        ["#1,a", "# 2,b", "--3,c", '"4\n#",d', "5,e"],
        ["//1,a", "%2,b", ";3,c"],
    ],
)
def test_every_line_of_a_csv_is_a_record_whatever_it_begins_with(
    tmp_path: Path, records: list[str]
) -> None:
    assert found(tmp_path, "deal.csv", "\n".join(["id,note", *records]).encode()) == []
    assert len(rows(Files(tmp_path))) == len(records)


def test_a_damaged_page_is_found_when_the_extract_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "whole.parquet"
    duckdb.sql(
        "select i::text as id, md5(i::text) as note from range(20000) as numbers (i)"
    ).write_parquet(str(path), compression="zstd")
    whole, rnd, told = path.read_bytes(), random.Random(1), 0
    path.unlink()
    for _ in range(60):
        damaged = bytearray(whole)
        at = rnd.randrange(4, len(whole) - 2000)
        damaged[at : at + 64] = rnd.randbytes(64)
        complaints = found(tmp_path, "deal.parquet", bytes(damaged))
        told += len(complaints)
        assert all("content that cannot be read" in words for words in complaints)
        if not complaints:
            rows(Files(tmp_path))  # what the check lets pass can be read
    assert told


@pytest.mark.parametrize(
    "content",
    [
        b"ID,NAME,NOTE\n1,a,x\n",
        b"Id,Note\n1,x\n",
        b"\xef\xbb\xbf ID , Note\t\n1,x\n",
        "\u200bid,note\u00a0\n1,x\n".encode(),
    ],
)
def test_headers_in_capitals_or_with_blanks_are_read(tmp_path: Path, content: bytes) -> None:
    assert found(tmp_path, "deal.csv", content) == []
    assert read_as_bound(tmp_path) == [("1", "x")]


def test_headers_in_capitals_are_read_from_parquet(tmp_path: Path) -> None:
    duckdb.sql("select '1' as \"ID\", 'x' as \" Note \"").write_parquet(
        str(tmp_path / "deal.parquet")
    )
    assert read_as_bound(tmp_path) == [("1", "x")]


def test_a_file_and_a_folder_in_capitals_are_the_tables(tmp_path: Path) -> None:
    (tmp_path / "CRM").mkdir()
    (tmp_path / "CRM" / "DEAL.CSV").write_text("ID,NOTE\n1,x\n")
    assert read_as_bound(tmp_path) == [("1", "x")]


def test_two_names_that_differ_in_case_only_are_refused_and_both_named(tmp_path: Path) -> None:
    both = pa.table({"ID": ["1"], "id": ["2"], "note": ["x"]})
    pq.write_table(both, tmp_path / "deal.parquet")
    told = found(tmp_path, "other", b"")
    assert told == [
        "has 'ID', 'id', which are one name, needs names that differ in more than their case."
    ]


def test_a_name_that_the_company_maps_is_found_in_capitals_too(tmp_path: Path) -> None:
    (tmp_path / "deal.csv").write_text("DEAL_NO,note\n1,x\n")
    assert read_as_bound(tmp_path, {"crm.deal.id": "deal_no"}) == [("1", "x")]


def read_as_bound(folder: Path, names: dict[str, str] | None = None) -> list[tuple[object, ...]]:
    spelling = SPELLINGS["duckdb"]
    with sqlalchemy.create_engine("truth_duckdb://").connect() as connection:
        table, problems = check_table(connection, Files(folder), TABLE, names or {}, spelling)
        assert table is not None and not problems, problems
        day = datetime(2026, 11, 1)
        bind(connection, "raw", [table], spelling, day, day, day.date())
        return [
            tuple(row) for row in connection.exec_driver_sql("select id, note from raw.crm__deal")
        ]
