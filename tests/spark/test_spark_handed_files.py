"""A file that Spark would read as something else is handed over as one that it reads."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from customer_truth.errors import Unusable
from customer_truth.extracts.contract import Table
from customer_truth.warehouse.spark_files import ServedFiles

TABLE = Table("crm", "accounts", ("id",), None, ())
NOBODY: Any = None


@pytest.fixture
def files(tmp_path: Path) -> ServedFiles:
    (tmp_path / "raw" / "crm").mkdir(parents=True)
    return ServedFiles(tmp_path / "raw", tmp_path / "handed")


def read_from(files: ServedFiles) -> Path:
    """The file that the cluster is told of."""
    found = re.fullmatch(r'"parquet"\."file://(.+)"', files.relation(NOBODY, TABLE))
    assert found
    return Path(found[1])


def test_a_parquet_file_of_types_that_spark_has_is_left_where_it_lies(files: ServedFiles) -> None:
    path = files.folder / "crm" / "accounts.parquet"
    duckdb.sql("select 'a' as id, now() as at, [1.5] as n").write_parquet(str(path))
    assert read_from(files) == path


def test_columns_of_types_that_spark_has_not_are_handed_over_as_others(files: ServedFiles) -> None:
    path = files.folder / "crm" / "accounts.parquet"
    duckdb.sql(
        "select '0b4f6d0e-8b3c-4d1e-9f5a-0123456789ab'::uuid as \"Id\", time '02:30' as t, "
        "timestamp_ns '2026-03-29 02:30:00.123456789' as at, [uuid()] as ids, 7 as n"
    ).write_parquet(str(path))
    handed = read_from(files)
    assert handed.parent == files.handed / "crm"
    found = duckdb.read_parquet(str(handed))
    kinds = dict(zip(found.columns, map(str, found.types), strict=True))
    assert kinds == {
        "Id": "VARCHAR",
        "t": "VARCHAR",
        "at": "TIMESTAMP",
        "ids": "VARCHAR[]",
        "n": "INTEGER",
    }
    row = found.fetchall()[0]
    assert row[:2] == ("0b4f6d0e-8b3c-4d1e-9f5a-0123456789ab", "02:30:00")
    assert read_from(files) == handed


def test_a_text_file_is_handed_over_anew_where_its_size_alone_has_changed(
    files: ServedFiles,
) -> None:
    path = files.folder / "crm" / "accounts.csv"
    path.write_text("id\n1\n")
    os.utime(path, ns=(1, 1))
    first = read_from(files)
    inode = first.stat().st_ino
    assert read_from(files).stat().st_ino == inode
    path.write_text("id\n1\n2\n")
    os.utime(path, ns=(1, 1))
    assert read_from(files) == first
    assert len(duckdb.read_parquet(str(first)).fetchall()) == 2


def test_half_a_file_that_a_killed_process_left_is_swept(files: ServedFiles) -> None:
    path = files.folder / "crm" / "accounts.csv"
    path.write_text("id\n1\n")
    handed = read_from(files)
    old, young = (handed.with_name(f"{handed.name}.{name}") for name in ("0a", "1b"))
    for half in (old, young):
        half.touch()
    os.utime(old, ns=(1, 1))
    path.write_text("id\n1\n2\n")
    assert read_from(files) == handed
    assert sorted(handed.parent.iterdir()) == [handed, young]


def test_a_parquet_file_that_is_none_is_told(files: ServedFiles) -> None:
    (files.folder / "crm" / "accounts.parquet").write_bytes(b"PAR1 nothing")
    with pytest.raises(Unusable, match="content that cannot be read"):
        read_from(files)
