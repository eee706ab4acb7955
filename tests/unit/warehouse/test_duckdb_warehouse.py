"""A night in DuckDB is built beside the last one and replaces it in one step."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, insert, select, text

from customer_truth.errors import Unusable
from customer_truth.warehouse import Locked
from customer_truth.warehouse.duckdb import DuckDBWarehouse
from customer_truth.warehouse.duckdb_scratch import DuckDBScratch


@pytest.fixture
def warehouse(tmp_path: Path) -> DuckDBWarehouse:
    made = DuckDBWarehouse(tmp_path, "")
    with made.lock():
        pass
    return made


def kept(*columns: str) -> MetaData:
    metadata = MetaData(schema="quality")
    Table(
        "runs",
        metadata,
        Column("number", Integer),
        *(Column(name, String) for name in columns),
    )
    return metadata


def publish_night(warehouse: DuckDBWarehouse, metadata: MetaData, number: int) -> None:
    warehouse.prepare()
    warehouse.carry_over(metadata)
    with warehouse.publishing() as connection:
        connection.execute(insert(metadata.tables["quality.runs"]), {"number": number})


def test_what_a_killed_run_left_is_gone_before_the_next_one(warehouse: DuckDBWarehouse) -> None:
    for suffix in ("", ".wal"):
        warehouse.next_path.with_name(warehouse.next_path.name + suffix).write_text("left")
    spilled = warehouse.next_path.with_name(warehouse.next_path.name + ".tmp")
    spilled.mkdir()
    (spilled / "block").write_text("left")
    warehouse.prepare()
    assert not list(warehouse.folder.glob("*next*"))


def test_what_is_kept_outlives_the_night_and_a_new_version_of_its_table(
    warehouse: DuckDBWarehouse,
) -> None:
    publish_night(warehouse, kept(), 1)
    wider = kept("note")
    publish_night(warehouse, wider, 2)
    with warehouse.reading() as connection:
        rows = connection.execute(select(wider.tables["quality.runs"]).order_by(text("number")))
        assert [tuple(row) for row in rows] == [(1, None), (2, None)]


def test_a_night_that_fails_while_publishing_leaves_the_last_one(
    warehouse: DuckDBWarehouse,
) -> None:
    publish_night(warehouse, kept(), 1)
    before = warehouse.path.read_bytes()
    warehouse.prepare()
    warehouse.carry_over(kept())
    with pytest.raises(RuntimeError), warehouse.publishing():
        raise RuntimeError
    assert warehouse.path.read_bytes() == before


def test_what_fails_when_all_is_recorded_and_before_it_is_published_leaves_the_last_night(
    warehouse: DuckDBWarehouse,
) -> None:
    publish_night(warehouse, kept(), 1)
    before = warehouse.path.read_bytes()
    warehouse.prepare()
    warehouse.carry_over(kept())
    seen: list[int] = []

    def stage(connection: Connection) -> None:
        runs = kept().tables["quality.runs"]
        seen.extend(row.number for row in connection.execute(select(runs).order_by(runs.c.number)))
        raise RuntimeError

    with pytest.raises(RuntimeError), warehouse.publishing(stage) as connection:
        connection.execute(insert(kept().tables["quality.runs"]), {"number": 2})
    assert seen == [1, 2], "the pages are rendered from what is about to be published"
    assert warehouse.path.read_bytes() == before


def test_a_second_holder_is_told_who_the_first_is(warehouse: DuckDBWarehouse) -> None:
    other = DuckDBWarehouse(warehouse.folder, "")
    with warehouse.lock(), pytest.raises(Locked, match=r"is held by process \d+"), other.lock():
        pass
    with other.lock():
        pass


def test_worlds_do_not_touch_each_other(warehouse: DuckDBWarehouse) -> None:
    other = DuckDBWarehouse(warehouse.folder, "olist")
    publish_night(warehouse, kept(), 1)
    with warehouse.lock(), other.lock():
        other.prepare()
    assert warehouse.is_published()
    assert not other.is_published()
    with pytest.raises(Unusable, match="has no finished night"), other.reading():
        pass


def test_the_memory_of_the_engine_is_bounded(
    warehouse: DuckDBWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUSTOMER_TRUTH_MEMORY", "1GiB")
    with warehouse.building() as connection:
        limit = connection.scalar(text("select current_setting('memory_limit')"))
    assert limit == "1.0 GiB"
    assert warehouse.dbt_environment()["CUSTOMER_TRUTH_MEMORY"] == "1GiB"


def test_the_engine_leaves_half_of_a_small_machine_and_most_of_a_large_one(
    warehouse: DuckDBWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CUSTOMER_TRUTH_MEMORY", raising=False)
    for gigabytes, limit in ((4, "2048MiB"), (64, "5120MiB")):
        sizes = {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": gigabytes << 18}
        monkeypatch.setattr(os, "sysconf", sizes.__getitem__)
        assert warehouse.dbt_environment()["CUSTOMER_TRUTH_MEMORY"] == limit


@pytest.mark.parametrize("name", ["a*b[c]", "a'b", "a#b;c", "a%41 b", "a{b}", "x=1&y=2", "ü$HOME"])
def test_a_warehouse_lies_in_a_folder_of_any_name(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    for path in (folder, tmp_path / "ab"):
        path.mkdir()
        (path / "kept.csv").write_text(f"number\n{1 if path == folder else 2}\n")
    made = DuckDBWarehouse(folder, "")
    for number in (1, 2):
        publish_night(made, kept(), number)
    made.prepare()
    made.carry_over(kept())
    made.load(folder / "kept.csv", "quality", "runs")
    made.unload("quality", "runs", ["number"], folder / "runs.csv", building=True)
    assert (folder / "runs.csv").read_text().split() == ["number", "1", "2", "1"]
    with made.reading() as connection:
        read = connection.execute(text("select number from quality.runs order by 1"))
        assert [row.number for row in read] == [1, 2]
    with made.ledger().begin() as connection:
        connection.execute(text("create table told (number integer)"))
    assert (folder / "customer_truth.alerts.sqlite").is_file()
    assert made.title.startswith(str(folder))
    assert _built_by_dbt(made).samefile(folder / "customer_truth.next.duckdb")


def _built_by_dbt(made: DuckDBWarehouse) -> Path:
    told = made.dbt_environment()
    return Path(told["CUSTOMER_TRUTH_BUILD"].replace("~", told["HOME"], 1))


def test_dbt_is_told_one_path_in_every_home_and_gate_so_that_it_parses_a_project_once(
    tmp_path: Path,
) -> None:
    nights = [DuckDBWarehouse(tmp_path / name, "") for name in "ab"]
    scratch = DuckDBScratch(tmp_path / "gate", nights[0])
    told = {made.dbt_environment()["CUSTOMER_TRUTH_BUILD"] for made in (*nights, scratch)}
    assert told == {"~/customer_truth.next.duckdb"}
    assert _built_by_dbt(nights[1]) == nights[1].next_path
    assert _built_by_dbt(scratch) == scratch.next_path == scratch.path


def test_a_folder_in_which_the_engine_keeps_no_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="has a question mark in its path"):
        DuckDBWarehouse(tmp_path / "a?b", "")


@pytest.mark.parametrize(
    ("limit", "raw_size", "threads"),
    [
        ("4GiB", 900 << 20, ()),
        ("4GiB", 1100 << 20, ("--threads", "1")),
        ("500 MB", 200 << 20, ("--threads", "1")),
        ("1.5TiB", 300 << 30, ()),
    ],
)
def test_what_may_not_fit_twice_into_memory_is_built_step_by_step(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
    raw_size: int,
    threads: tuple[str, ...],
) -> None:
    monkeypatch.setenv("CUSTOMER_TRUTH_MEMORY", limit)
    for system, share in (("crm", 3), ("erp", 1)):
        part = tmp_path / "raw" / system / "table.parquet"
        part.parent.mkdir(parents=True)
        part.touch()
        # A hole: it has a size and takes no place on the disk.
        os.truncate(part, raw_size * share // 4)
    assert DuckDBWarehouse(tmp_path, "").build_options(tmp_path / "raw") == threads
