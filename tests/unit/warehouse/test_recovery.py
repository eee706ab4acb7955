"""A damaged warehouse stops a night in one line, and `--recover` begins anew without its loss."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, func, insert, select

from customer_truth.errors import Unusable
from customer_truth.warehouse import Damaged
from customer_truth.warehouse.duckdb import DuckDBWarehouse
from customer_truth.warehouse.recovery import recover

KEPT = MetaData(schema="quality")
_RUNS = Table("runs", KEPT, Column("number", Integer))
_FOUND = Table("exceptions", KEPT, Column("record_key", String))
_ROWS = 200_000
_BLOCK = 262_144


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A night with a table of one row and a table of many blocks."""
    warehouse = DuckDBWarehouse(tmp_path_factory.mktemp("published"), "")
    warehouse.prepare()
    warehouse.carry_over(KEPT)
    with warehouse.publishing() as connection:
        connection.execute(insert(_RUNS), {"number": 1})
        connection.exec_driver_sql(
            f"insert into quality.exceptions select md5(i::varchar) from range({_ROWS}) t(i)"
        )
    return warehouse.path


@pytest.fixture
def warehouse(published: Path, tmp_path: Path) -> DuckDBWarehouse:
    copied = DuckDBWarehouse(tmp_path, "")
    copied.path.write_bytes(published.read_bytes())
    return copied


def _overwrite(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _dangling(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


def _another_database(path: Path) -> None:
    path.unlink()
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table orders as select 1 as id")


def _broken_block(path: Path) -> None:
    """Damages a block in which only the exceptions are."""
    with path.open("r+b") as file:
        file.seek(12_288 + 3 * _BLOCK + 5_000)
        file.write(b"\xff\x00\xff\x00")


HOPELESS: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: _overwrite(path, b""),
    "text": lambda path: _overwrite(path, b"id,name\n1,x\n"),
    "sqlite": lambda path: _overwrite(path, b"SQLite format 3\0" + bytes(84)),
    "truncated": lambda path: _overwrite(path, path.read_bytes()[: _BLOCK // 2]),
    "header only": lambda path: _overwrite(path, path.read_bytes()[:5000]),
    "folder": _folder,
    "link to nowhere": _dangling,
    "another database": _another_database,
}


@pytest.mark.parametrize("how", HOPELESS)
def test_what_is_no_warehouse_is_neither_read_nor_replaced(
    how: str, warehouse: DuckDBWarehouse
) -> None:
    HOPELESS[how](warehouse.path)
    with pytest.raises(Damaged, match=r"customer_truth\.duckdb: .*--recover"):
        warehouse.prepare()
        warehouse.carry_over(KEPT)
    with (
        pytest.raises(Damaged, match=r"customer_truth\.duckdb: .*--recover") as told,
        warehouse.reading() as connection,
    ):
        connection.execute(select(_RUNS)).all()
    assert len(str(told.value).splitlines()) == 1


@pytest.mark.parametrize("how", HOPELESS)
def test_what_is_no_warehouse_is_set_aside_whole_and_a_night_begins_anew(
    how: str, warehouse: DuckDBWarehouse
) -> None:
    HOPELESS[how](warehouse.path)
    recovered = recover(warehouse, KEPT)
    assert recovered is not None
    assert recovered.saved == ()
    assert recovered.aside.exists() or recovered.aside.is_symlink()
    assert not warehouse.is_published()
    warehouse.carry_over(KEPT)


def test_history_that_can_be_read_is_kept_and_what_cannot_is_named(
    warehouse: DuckDBWarehouse,
) -> None:
    _broken_block(warehouse.path)
    before = warehouse.path.read_bytes()
    assert warehouse.unreadable_relations() == ["quality.exceptions"]
    with pytest.raises(Damaged):
        warehouse.prepare()
        warehouse.carry_over(KEPT)
    Path(f"{warehouse.path}.wal").write_bytes(b"left")
    recovered = recover(warehouse, KEPT)
    assert recovered is not None
    assert (recovered.saved, recovered.lost) == (("runs",), ("exceptions",))
    assert recovered.aside.read_bytes() == before
    assert not Path(f"{warehouse.path}.wal").exists()
    with warehouse.reading() as connection:
        assert connection.scalar(select(_RUNS.c.number)) == 1
        assert connection.scalar(select(func.count()).select_from(_FOUND)) == 0
    warehouse.carry_over(KEPT)


def test_a_whole_warehouse_stays_as_it_is(warehouse: DuckDBWarehouse) -> None:
    before = warehouse.path.read_bytes()
    assert recover(warehouse, KEPT) is None
    assert warehouse.path.read_bytes() == before
    assert [path.name for path in warehouse.folder.iterdir()] == [warehouse.path.name]
    assert warehouse.unreadable_relations() == []


def test_a_file_that_another_program_holds_is_not_damaged(warehouse: DuckDBWarehouse) -> None:
    error = duckdb.IOException("IO Error: Could not set lock on file: Conflicting lock is held")
    told = warehouse.unreadable(error)
    assert type(told) is Unusable
    assert "Close the other program" in str(told)


def test_a_warehouse_of_another_version_is_not_damaged_and_asks_for_a_night(
    warehouse: DuckDBWarehouse,
) -> None:
    with pytest.raises(Unusable) as raised, warehouse.reading() as connection:
        connection.execute(select(Column("came_later", Integer)).select_from(_RUNS))
    assert type(raised.value) is Unusable
    told = str(raised.value)
    assert "was filled by another version" in told and "came_later" in told
    assert told.endswith("Run: truth nightly, which keeps its history.")
