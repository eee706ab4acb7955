"""A night on a cluster is built beside the last one, and published by where one view points."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, inspect, select

from customer_truth.errors import Unusable
from customer_truth.warehouse import Locked
from customer_truth.warehouse.base import PUBLISHED_SCHEMAS, QUALITY
from customer_truth.warehouse.spark import SparkWarehouse
from customer_truth.warehouse.spark_places import place_of
from customer_truth.warehouse.spark_scratch import SparkScratch
from tests.spark.cluster import REMOTE
from tests.spark.nights import session

# So that no other test's nights are touched.
WORLD = "warehouse_test"


@pytest.fixture
def warehouse(tmp_path: Path) -> SparkWarehouse:
    with session() as spark:
        spark.sql(f"drop schema if exists {WORLD}_customer_truth cascade")
    return SparkWarehouse(tmp_path / "warehouse", WORLD)


def kept(*columns: str) -> MetaData:
    metadata = MetaData(schema=QUALITY)
    more = (Column(name, String) for name in columns)
    Table("runs", metadata, Column("number", Integer), *more)
    return metadata


def build(warehouse: SparkWarehouse, metadata: MetaData, number: int) -> None:
    """All of a night but its publication."""
    warehouse.prepare()
    warehouse.carry_over(metadata)
    with warehouse.building() as connection:
        for name in ("raw", *PUBLISHED_SCHEMAS):
            place = warehouse.schema(name, building=True)
            connection.exec_driver_sql(f"create schema {place}")
            connection.exec_driver_sql(f"create table {place}.rows as select {number} as number")


def publish_night(warehouse: SparkWarehouse, metadata: MetaData, number: int) -> None:
    build(warehouse, metadata, number)
    with warehouse.publishing() as connection:
        options = {QUALITY: warehouse.schema(QUALITY, building=True)}
        connection.execution_options(schema_translate_map=options).execute(
            insert(metadata.tables["quality.runs"]), {"number": number}
        )


def numbers(warehouse: SparkWarehouse) -> list[int]:
    with warehouse.reading() as connection:
        runs = kept().tables["quality.runs"]
        return sorted(connection.execute(select(runs.c.number)).scalars())


def marts(warehouse: SparkWarehouse) -> int:
    with warehouse.reading() as connection:
        return int(
            connection.exec_driver_sql(
                f"select number from {warehouse.schema('marts')}.rows"
            ).scalar_one()
        )


def places(warehouse: SparkWarehouse) -> set[str]:
    """The places of the warehouse's home on the cluster."""
    with warehouse.engine().connect() as connection:
        found = {place_of(name) for name in inspect(connection).get_schema_names()}
    return {place for place in found if place and place.endswith(warehouse.holds.home)}


def test_nothing_is_published_before_the_first_night(warehouse: SparkWarehouse) -> None:
    assert not warehouse.is_published()
    with pytest.raises(Unusable, match="has no finished night"), warehouse.reading():
        pass


def test_what_is_kept_outlives_the_night_and_a_new_version_of_its_table(
    warehouse: SparkWarehouse,
) -> None:
    publish_night(warehouse, kept(), 1)
    wider = kept("note")
    publish_night(warehouse, wider, 2)
    with warehouse.reading() as connection:
        rows = connection.execute(select(wider.tables["quality.runs"]).order_by(sa.text("number")))
        assert [tuple(row) for row in rows] == [(1, None), (2, None)]
    assert marts(warehouse) == 2


def test_a_night_that_fails_while_publishing_leaves_the_last_one(
    warehouse: SparkWarehouse,
) -> None:
    publish_night(warehouse, kept(), 1)
    build(warehouse, kept(), 2)
    with pytest.raises(RuntimeError), warehouse.publishing():
        raise RuntimeError
    assert numbers(warehouse) == [1]
    assert marts(warehouse) == 1


def test_what_fails_when_all_is_recorded_and_before_it_is_published_leaves_the_last_night(
    warehouse: SparkWarehouse,
) -> None:
    def stage(_: sa.Connection) -> None:
        raise RuntimeError

    publish_night(warehouse, kept(), 1)
    build(warehouse, kept(), 2)
    with pytest.raises(RuntimeError), warehouse.publishing(stage):
        pass
    assert numbers(warehouse) == [1]


def test_what_a_killed_run_left_is_gone_after_the_next_one_prepared(
    warehouse: SparkWarehouse,
) -> None:
    publish_night(warehouse, kept(), 1)
    published = warehouse.published_as
    build(warehouse, kept(), 2)
    left = warehouse.built_as
    assert places(warehouse) == {published, left}
    warehouse.holds.release(left)
    SparkWarehouse(warehouse.folder, WORLD).prepare()
    assert places(warehouse) == {published}


def test_a_reader_keeps_its_night_until_it_lets_go(warehouse: SparkWarehouse) -> None:
    publish_night(warehouse, kept(), 1)
    reader = SparkWarehouse(warehouse.folder, WORLD)
    with reader.reading() as connection:
        first = reader.schema("marts")
        publish_night(warehouse, kept(), 2)
        warehouse.prepare()
        query = f"select number from {first}.rows"
        assert connection.exec_driver_sql(query).scalar_one() == 1
    assert marts(reader) == 2
    publish_night(warehouse, kept(), 3)
    warehouse.prepare()
    assert first not in {f"{place}_marts" for place in places(warehouse)}
    assert len(places(warehouse)) == 2, "the published night, and for a day the one before it"


def test_a_night_is_read_until_the_last_reader_lets_go(warehouse: SparkWarehouse) -> None:
    publish_night(warehouse, kept(), 1)
    reader = SparkWarehouse(warehouse.folder, WORLD)
    with reader.reading():
        first = reader.published_as
        publish_night(warehouse, kept(), 2)
        assert numbers(reader) == [1]
        assert reader.published_as == first
    assert numbers(reader) == [1, 2]


def test_a_night_that_another_home_overtook_is_not_published(
    warehouse: SparkWarehouse, tmp_path: Path
) -> None:
    publish_night(warehouse, kept(), 1)
    build(warehouse, kept(), 2)
    publish_night(SparkWarehouse(tmp_path / "other", WORLD), kept(), 3)
    with pytest.raises(Unusable, match="a night of another home"), warehouse.publishing():
        pass
    assert numbers(warehouse) == [1, 3]


def test_a_view_of_somebody_elses_ends_no_night(warehouse: SparkWarehouse) -> None:
    foreign = f"{WORLD}_foreign_customer_truth"
    with warehouse.engine().connect() as connection:
        connection.exec_driver_sql(f"create schema if not exists {foreign}")
        connection.exec_driver_sql(f"create or replace view {foreign}.published as select 1 as n")
        publish_night(warehouse, kept(), 1)
        warehouse.prepare()
        warehouse.drop(connection, [foreign])


def test_tables_that_are_gone_are_told_to_a_reader_too(warehouse: SparkWarehouse) -> None:
    publish_night(warehouse, kept(), 1)
    with warehouse.engine().connect() as connection:
        warehouse.drop(connection, [warehouse.schema(QUALITY)])
    with pytest.raises(Unusable, match="whose tables are gone"):
        numbers(warehouse)


def test_two_homes_on_a_cluster_leave_what_is_young_of_each_other(
    warehouse: SparkWarehouse, tmp_path: Path
) -> None:
    publish_night(warehouse, kept(), 1)
    build(warehouse, kept(), 2)
    before = places(warehouse)
    SparkWarehouse(tmp_path / "other", WORLD).prepare()
    assert places(warehouse) == before


def test_a_second_run_is_refused(warehouse: SparkWarehouse) -> None:
    other = SparkWarehouse(warehouse.folder, WORLD)
    with warehouse.lock(), pytest.raises(Locked), other.lock():
        pass


def test_a_pointer_to_a_night_that_is_gone_is_told(warehouse: SparkWarehouse) -> None:
    publish_night(warehouse, kept(), 1)
    with warehouse.engine().connect() as connection:
        gone = [warehouse.schema(name) for name in (QUALITY, *PUBLISHED_SCHEMAS)]
        warehouse.drop(connection, gone)
    warehouse.prepare()
    with pytest.raises(Unusable, match="whose tables are gone"):
        warehouse.carry_over(kept())


def test_a_server_that_does_not_answer_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(REMOTE, "sc://127.0.0.1:1/;token=secret")
    with pytest.raises(Unusable, match=r"sc://127\.0\.0\.1:1: cannot be reached") as told:
        SparkWarehouse(tmp_path, "").is_published()
    assert "secret" not in str(told.value)


def test_rows_are_appended_and_written_as_they_are(
    warehouse: SparkWarehouse, tmp_path: Path
) -> None:
    warehouse.prepare()
    place, path = warehouse.schema("intermediate", building=True), tmp_path / "rows.csv"
    rows = [(n, f'a "b", {n}\nc' if n % 2 else None, n / 4) for n in range(1000)]
    with warehouse.building() as connection:
        connection.exec_driver_sql(f"create schema {place}")
        connection.exec_driver_sql(
            f"create table {place}.here (n integer, said text, share double)"
        )
        warehouse.append(connection, f"{place}.here", ("n", "said", "share"), rows)
        query = f"select * from {place}.here order by n desc"
        found = connection.exec_driver_sql(query).all()
        warehouse.write_csv(connection, query, path)
    assert [tuple(row) for row in found] == rows[::-1]
    first, *lines = path.read_text().splitlines()
    assert first == "n,said,share"
    assert {"0,,0.0", '1,"a ""b"", 1', 'c",0.25'} <= set(lines)
    assert lines[::3] == [f'{n},"a ""b"", {n}' for n in range(999, 0, -2)]
    warehouse.holds.release(warehouse.built_as)
    warehouse.prepare()


def test_the_sides_of_a_gate_stand_beside_the_night_and_are_gone_afterwards(
    warehouse: SparkWarehouse, tmp_path: Path
) -> None:
    publish_night(warehouse, kept(), 1)
    before = places(warehouse)
    with warehouse.sides(tmp_path / "gate") as (base, head):
        assert isinstance(base, SparkScratch)
        assert isinstance(head, SparkScratch)
        head.show(["marts", QUALITY])
        head.hide("marts", ["rows"])
        base.take_from_night("marts", ["rows"])
        with head.building() as connection:
            own = head.schema("marts", building=True)
            connection.exec_driver_sql(f"create table {own}.rows as select 2 as number")
        SparkWarehouse(warehouse.folder, WORLD).prepare()
        with head.beside(base) as both:
            one, other = (f"{both.schema(at, 'marts')}.rows" for at in (0, 1))
            query = f"select b.number, h.number as n from {one} as b cross join {other} as h"
            assert tuple(both.connection.exec_driver_sql(query).one()) == (1, 2)
        base.empty("marts", ["rows"])
        with base.building() as connection:
            count = f"select count(*) from {base.schema('marts')}.rows"
            assert connection.exec_driver_sql(count).scalar() == 0
    assert places(warehouse) == before
    assert marts(warehouse) == 1
