"""Raw tables reach a cluster as files of the raw folder, or stand in its catalogue."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.pool import NullPool

from customer_truth.errors import Unusable
from customer_truth.extracts.check import type_family
from customer_truth.extracts.contract import Table, TextForm
from customer_truth.extracts.places import place_of
from customer_truth.project import open_settings
from customer_truth.warehouse import open_warehouse
from customer_truth.warehouse.spark_files import CatalogueTables, ServedFiles
from customer_truth.warehouse.spark_settings import read_settings
from tests.conftest import ROOT
from tests.spark.nights import session

PLACE = "files_test"
TABLE = Table("crm", "accounts", ("id",), None, ())
TYPES = {
    "Id": "VARCHAR",
    "Synced At": "TIMESTAMP",
    "made": "TIMESTAMP WITH TIME ZONE",
    "amount": "DECIMAL(18,2)",
    "n": "BIGINT",
    "on_day": "DATE",
    "is_on": "BOOLEAN",
    "share": "DOUBLE",
}
ROWS = """
select 'a' as "Id", timestamp '2026-03-29 02:30:00.123456' as "Synced At",
    timestamptz '2026-03-29 02:30:00+00' as made, 12.50::decimal(18, 2) as amount, 7::bigint as n,
    date '2026-03-29' as on_day, true as is_on, 0.25::double as share
"""


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    with session():
        pass
    engine = sa.create_engine(read_settings().url(), poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"drop schema if exists {PLACE} cascade")
        connection.exec_driver_sql(f"create schema {PLACE}")
        yield connection
        connection.exec_driver_sql(f"drop schema if exists {PLACE} cascade")


@pytest.fixture
def files(tmp_path: Path) -> ServedFiles:
    # A folder as people name theirs: nothing in it is a pattern, or ends a name.
    folder = tmp_path / "raw [1] it's {a}*?`x` #2"
    (folder / "crm").mkdir(parents=True)
    return ServedFiles(folder, tmp_path / "handed")


def write(path: Path, query: str = ROWS) -> None:
    duckdb.sql(query).write_parquet(str(path))


def test_a_parquet_file_is_read_where_it_lies(connection: Connection, files: ServedFiles) -> None:
    write(files.folder / "crm" / "accounts.parquet")
    assert files.columns(connection, TABLE) == TYPES
    assert "other" not in {type_family(kind) for kind in TYPES.values()}
    relation = files.relation(connection, TABLE)
    counted = ", ".join(files.reading(name) for name in TYPES)
    found = connection.exec_driver_sql(f'select {counted}, max("Synced At") from {relation}').one()
    assert tuple(found) == (*[1] * len(TYPES), datetime(2026, 3, 29, 2, 30, 0, 123456))


def test_a_view_on_a_file_reads_what_lies_there_then(
    connection: Connection, files: ServedFiles
) -> None:
    path = files.folder / "crm" / "accounts.parquet"
    write(path)
    relation = files.relation(connection, TABLE)
    connection.exec_driver_sql(
        f'create view {PLACE}.accounts as select "Id" as id, n, "Synced At" from {relation}'
    )
    count = f"select count(*), max(n) from {PLACE}.accounts"
    assert tuple(connection.exec_driver_sql(count).one()) == (1, 7)
    write(path, f"{ROWS} union all {ROWS.replace('7::bigint', '9::bigint')}")
    assert tuple(connection.exec_driver_sql(count).one()) == (2, 9)
    connection.exec_driver_sql(f"drop view {PLACE}.accounts")


def test_a_text_file_is_read_as_on_any_other_engine(
    connection: Connection, files: ServedFiles
) -> None:
    path = files.folder / "crm" / "accounts.csv"
    path.write_text('id,note\n0012,"two\nlines, and ""quotes"""\n#3,\\N\n4,\n')
    query = f"select id, note from {files.relation(connection, TABLE)} order by id"
    found = [tuple(row) for row in connection.exec_driver_sql(query)]
    assert found == [("#3", "\\N"), ("0012", 'two\nlines, and "quotes"'), ("4", None)]
    assert files.columns(connection, TABLE) == {"id": "VARCHAR", "note": "VARCHAR"}


def test_a_text_file_is_handed_over_anew_only_where_it_has_changed(
    connection: Connection, files: ServedFiles
) -> None:
    path = files.folder / "crm" / "accounts.csv"
    path.write_text("id\n1\n")
    first = files.relation(connection, TABLE)
    (handed,) = (files.handed / "crm").iterdir()
    inode = handed.stat().st_ino
    assert files.relation(connection, TABLE) == first
    assert handed.stat().st_ino == inode
    path.write_text("id\n1\n2\n")
    os.utime(path, ns=(1, 1))
    query = f"select count(*) from {files.relation(connection, TABLE)}"
    assert connection.exec_driver_sql(query).scalar() == 2
    path.write_text("id;x\n1;2\n")
    os.utime(path, ns=(1, 1))
    other = Table("crm", "accounts", ("id",), None, (), form=TextForm(delimiter=";"))
    assert set(files.columns(connection, other)) == {"id", "x"}


@pytest.mark.parametrize(("name", "content"), [("csv", b'id\n"1\n'), ("parquet", b"PAR1 nothing")])
def test_a_file_that_cannot_be_read_is_told(
    connection: Connection, files: ServedFiles, name: str, content: bytes
) -> None:
    (files.folder / "crm" / f"accounts.{name}").write_bytes(content)
    with pytest.raises(Unusable, match="content that cannot be read"):
        files.columns(connection, TABLE)


def test_names_that_differ_in_their_case_alone_are_refused(
    connection: Connection, files: ServedFiles
) -> None:
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.table({"id": ["1"], "ID": ["2"]})
    pyarrow.parquet.write_table(table, files.folder / "crm" / "accounts.parquet")
    with pytest.raises(Unusable):
        files.columns(connection, TABLE)


def test_tables_of_the_catalogue_are_found_whatever_their_case(connection: Connection) -> None:
    connection.exec_driver_sql(
        f"create table {PLACE}.accounts as "
        "select 'a' as id, cast('2026-03-29' as timestamp) as at, "
        "cast('2026-03-29' as timestamptz) as instant"
    )
    place = CatalogueTables({"crm": PLACE.upper()})
    assert place.lacks(connection, [TABLE]) is None
    assert place.relation(connection, TABLE) == f'"{PLACE}"."accounts"'
    assert place.columns(connection, TABLE) == {
        "id": "VARCHAR",
        "at": "TIMESTAMP",
        "instant": "TIMESTAMP WITH TIME ZONE",
    }
    other = CatalogueTables({"crm": f"{PLACE}_none"})
    assert "no table in the schema" in str(other.lacks(connection, [TABLE]))
    with pytest.raises(Unusable, match=r"no table files_test_none\.accounts"):
        other.relation(connection, TABLE)


def test_they_are_files_unless_schemas_are_named(tmp_path: Path) -> None:
    project = open_settings(ROOT, home=tmp_path, target="spark")
    served = place_of(replace(project, raw_schemas={}))
    assert isinstance(served, ServedFiles)
    assert served.handed == tmp_path / "warehouse" / "raw_as_parquet"
    assert isinstance(place_of(replace(project, raw_schemas={"crm": "sales"})), CatalogueTables)


def test_a_demo_company_is_not_made_beside_tables_of_the_catalogue(tmp_path: Path) -> None:
    project = open_settings(ROOT, home=tmp_path, target="spark")
    named = replace(project, raw_schemas={"crm": "sales"})
    with pytest.raises(Unusable, match="raw_schemas"):
        open_warehouse(named).landing(named, print)
