"""What is carried over from a night is as it was there, and a difference between nights is told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from customer_truth.errors import Unusable
from customer_truth.warehouse.last_night import LastNight, Relation

ROWS, VIEW = Relation("marts", "rows"), Relation("marts", "shown")
WAS = """
create schema marts;
create table marts.rows (id text not null, amount decimal(18, 2), "select" integer);
insert into marts.rows values ('a', 1.10, 1), ('b', null, 2), ('b', null, 2);
create view marts.shown as select id from marts.rows;
"""


@pytest.fixture
def last(tmp_path: Path) -> LastNight:
    with duckdb.connect(str(tmp_path / "last.duckdb")) as connection:
        connection.execute(WAS)
    return LastNight(tmp_path / "last.duckdb", tmp_path / "next.duckdb", {}, unreadable)


def unreadable(error: duckdb.Error) -> Unusable:
    return Unusable(f"last night: cannot be read ({type(error).__name__})")


def on_next(last: LastNight, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(last.building)) as connection:
        return connection.execute(sql).fetchall()


def test_a_table_and_a_view_come_over_with_their_rows_and_what_is_asked_of_them(
    last: LastNight,
) -> None:
    last.copy()
    last.keep([ROWS, VIEW], ["marts"])
    rows = on_next(last, "from marts.rows order by id")
    assert rows == [("a", Decimal("1.10"), 1), ("b", None, 2), ("b", None, 2)]
    assert on_next(last, "select count(*) from marts.shown") == [(3,)]
    with pytest.raises(duckdb.ConstraintException):
        on_next(last, "insert into marts.rows values (null, 1, 1)")
    assert last.first_difference([ROWS, VIEW]) is None


def test_what_is_not_kept_is_dropped_and_other_schemas_are_left_alone(last: LastNight) -> None:
    with duckdb.connect(str(last.published)) as connection:
        connection.execute("create schema quality; create table quality.runs as select 1 as id")
    last.copy()
    last.keep([], ["marts", "raw"])
    left = on_next(last, "select schema_name, table_name from duckdb_tables()")
    assert left == [("quality", "runs")]
    assert on_next(last, "from duckdb_views() where not internal") == []


def test_a_night_that_finds_no_room_says_so(last: LastNight) -> None:
    nowhere = replace(last, building=last.building.parent / "gone" / "next.duckdb")
    with pytest.raises(Unusable, match=r"cannot be written .*, needs room for another 0 MiB"):
        nowhere.copy()


def test_what_the_night_has_not_cannot_come_over(last: LastNight) -> None:
    assert last.has([ROWS, VIEW])
    assert not last.has([ROWS, Relation("marts", "gone")])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("delete from marts.rows where id = 'a'", "rows: has 2 rows, had 3"),
        ("insert into marts.rows values ('c', 1, 1)", "rows: has 4 rows, had 3"),
        ("update marts.rows set amount = 1.11 where id = 'a'", "rows: column amount has other"),
        ("update marts.rows set amount = 0 where amount is null", "rows: column amount has other"),
        ("alter table marts.rows add column note text", "rows: has the columns"),
        ("alter table marts.rows alter amount type double", "rows: has the columns"),
        (
            "update marts.rows set amount = case when id = 'a' then null else 1.1 end; "
            "delete from marts.rows; "
            "insert into marts.rows values ('b', 1.10, 2), ('a', null, 1), ('b', null, 2)",
            "rows: has the same values in other rows",
        ),
    ],
)
def test_the_first_difference_names_the_table_and_the_column_and_no_value(
    last: LastNight, change: str, told: str
) -> None:
    last.copy()
    on_next(last, change)
    found = last.first_difference([VIEW, ROWS])
    assert found is not None
    assert found.startswith(told)


def test_a_damaged_night_is_told_where_it_is_compared(last: LastNight) -> None:
    last.copy()
    whole = last.published.read_bytes()
    last.published.write_bytes(whole[:9000] + bytes(len(whole) - 9000))
    with pytest.raises(Unusable, match="last night: cannot be read"):
        last.first_difference([ROWS])


def test_the_order_of_rows_is_no_difference(last: LastNight) -> None:
    last.copy()
    on_next(last, "create table kept as from marts.rows order by id desc; delete from marts.rows")
    on_next(last, "insert into marts.rows from kept")
    assert last.first_difference([ROWS]) is None
