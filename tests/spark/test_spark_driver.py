"""The driver and SQLAlchemy's dialect, on a cluster."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import great_expectations as gx
import pytest
import sqlalchemy as sa
from sqlalchemy import Column, Connection, MetaData, Table, inspect
from sqlalchemy.exc import DBAPIError, NoSuchTableError
from sqlalchemy.pool import NullPool

from customer_truth.expectations.datasource import data_source, open_context
from customer_truth.warehouse import spark_dbapi
from customer_truth.warehouse.running import break_off
from customer_truth.warehouse.spark_settings import read_settings
from tests.spark.nights import session

PLACE, PASSING = "driver_test", "driver_test_work"
MOMENT = datetime(2026, 3, 29, 2, 30, 0, 123456)
KEPT = MetaData(schema=PLACE)
ORDERS = Table(
    "orders",
    KEPT,
    Column("key", sa.String, nullable=False),
    Column("amount", sa.Numeric(18, 2)),
    Column("placed_at", sa.TIMESTAMP),
    Column("placed_on", sa.Date),
    Column("is_paid", sa.Boolean),
    Column("share", sa.Double),
    Column("pieces", sa.Integer),
    Column("note", sa.Text),
)
ROWS = [
    {
        "key": "a",
        "amount": Decimal("12.50"),
        "placed_at": MOMENT,
        "placed_on": date(2026, 3, 29),
        "is_paid": True,
        "share": 0.25,
        "pieces": 3,
        "note": "it's 5 o'clock: \\n \\ \"quoted\" :name",
    },
    dict.fromkeys(ORDERS.columns.keys()) | {"key": "b"},
]


@pytest.fixture(scope="module")
def engine() -> Iterator[sa.Engine]:
    with session():
        pass
    engine = sa.create_engine(read_settings().url(PASSING), poolclass=NullPool)
    with engine.begin() as connection:
        for name in (PLACE, PASSING):
            connection.exec_driver_sql(f"drop schema if exists {name} cascade")
        connection.exec_driver_sql(f"create schema {PLACE}")
        KEPT.create_all(connection)
        connection.execute(sa.insert(ORDERS), ROWS)
        connection.exec_driver_sql(
            f"create view {PLACE}.paid as select * from {PLACE}.orders where is_paid"
        )
    yield engine
    with engine.begin() as connection:
        for name in (PLACE, PASSING):
            connection.exec_driver_sql(f"drop schema if exists {name} cascade")


@pytest.fixture
def connection(engine: sa.Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        yield connection


def driver(connection: Connection) -> spark_dbapi.Connection:
    raw = connection.connection.dbapi_connection
    assert isinstance(raw, spark_dbapi.Connection)
    return raw


def passing(connection: Connection) -> str:
    return driver(connection).passing


def test_rows_come_back_as_they_went(connection: Connection) -> None:
    found = connection.execute(sa.select(ORDERS).order_by(ORDERS.c.key)).mappings()
    assert [dict(row) for row in found] == ROWS


@pytest.mark.parametrize("name", list(ROWS[0]))
def test_a_parameter_is_compared_with_what_is_kept(connection: Connection, name: str) -> None:
    query = sa.select(ORDERS.c.key).where(ORDERS.c[name] == ROWS[0][name])
    assert connection.execute(query).scalars().all() == ["a"]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("cast('2026-03-29 02:30:00.123456' as timestamp)", MOMENT),
        (
            "cast('2026-03-29 02:30:00.123456+00' as timestamptz)",
            MOMENT.replace(tzinfo=UTC),
        ),
        ("date '2026-03-29'", date(2026, 3, 29)),
        ("cast(1.5 as numeric(18, 2))", Decimal("1.50")),
        ("7 // 2", 3),
        ("7 / 2", 3.5),
        ("['a', 'b']", ["a", "b"]),
        ("null is null", True),
        ("regexp_matches('it''s', '^i.*s$', 's')", True),
    ],
)
def test_values_are_pythons(connection: Connection, expression: str, value: object) -> None:
    found = connection.exec_driver_sql(f"select {expression} as x").scalar_one()
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("condition", "is_met"),
    [
        (ORDERS.c.note.regexp_match(r"\\n \\ .quoted"), True),
        (ORDERS.c.note.regexp_match("^5"), False),
        (~ORDERS.c.note.regexp_match("it's"), False),
        (ORDERS.c.note.like("it's 5%:name"), True),
        (ORDERS.c.note.like(r"%\n \ %"), True),
        (ORDERS.c.note.like(r"%\n \ %", escape="!"), True),
        (ORDERS.c.note.like("it!_s%", escape="!"), False),
        (~ORDERS.c.note.like("%5 _'clock%"), False),
    ],
)
def test_a_pattern_means_what_it_means_everywhere(
    connection: Connection, condition: sa.ColumnElement[bool], is_met: bool
) -> None:
    query = sa.select(ORDERS.c.key).where(condition, ORDERS.c.key == "a")
    assert bool(connection.execute(query).all()) is is_met


def test_a_long_result_is_read_as_it_is_asked_for(connection: Connection) -> None:
    query = sa.text("select g as n from generate_series(1, 200000) as t(g)")
    found = connection.execution_options(stream_results=True).execute(query)
    assert sum(n for (n,) in found) == 200_000 * 200_001 // 2


def test_a_row_is_inserted_changed_and_deleted(connection: Connection) -> None:
    copy = f"{PLACE}.changed"
    connection.exec_driver_sql(f"create table {copy} as select key, pieces from {PLACE}.orders")
    insert = sa.text(f"insert into {copy} (pieces, key) values (:n, :key)")
    connection.execute(insert, {"key": "c", "n": 7})
    connection.execute(insert, [{"key": "d", "n": None}, {"key": "e", "n": 9}])
    connection.execute(
        sa.text(f"update {copy} set pieces = :n where key = :key"), {"n": 5, "key": "c"}
    )
    connection.execute(sa.text(f"delete from {copy} where key in ('b', 'd')"))
    found = connection.exec_driver_sql(f"select key, pieces from {copy} order by key").all()
    assert [tuple(row) for row in found] == [("a", 3), ("c", 5), ("e", 9)]
    connection.exec_driver_sql(f"drop table {copy}")


def test_a_temporary_table_goes_with_its_connection(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("create temp table passing (key text, n integer)")
        connection.execute(
            sa.text("insert into passing values (:key, :n)"), [{"key": "a", "n": 1}] * 2
        )
        assert connection.exec_driver_sql("select sum(passing.n) from passing").scalar() == 2
        place = passing(connection)
        assert place.startswith(f"{PASSING}_")
        assert inspect(connection).get_table_names(place) == ["passing"]
    with engine.connect() as connection:
        assert not inspect(connection).has_schema(place)


def test_temporary_tables_of_two_connections_may_have_one_name(engine: sa.Engine) -> None:
    with engine.connect() as one, engine.connect() as other:
        for number, connection in enumerate((one, other)):
            connection.exec_driver_sql(f"create temp table passing as select {number} as n")
        query = "select n from passing"
        assert [one.exec_driver_sql(query).scalar(), other.exec_driver_sql(query).scalar()] == [
            0,
            1,
        ]


def test_a_text_with_a_dollar_and_a_brace_means_what_it_says(connection: Connection) -> None:
    assert connection.exec_driver_sql("select '${spark.app.name}' as x").scalar() == (
        "${spark.app.name}"
    )


def test_a_statement_of_another_connection_is_not_broken_off(engine: sa.Engine) -> None:
    with engine.connect() as one, engine.connect() as other:
        threading.Timer(1, driver(other).interrupt).start()
        slow = "select count(*) from range(20000) as a(x) cross join range(20000) as b(y)"
        assert one.exec_driver_sql(f"{slow} where x <= y").scalar() == 200010000


def test_the_catalogue_is_reflected(connection: Connection) -> None:
    found = inspect(connection)
    assert found.has_schema(PLACE)
    assert not found.has_schema(f"{PLACE}_none")
    assert found.get_table_names(PLACE) == ["orders"]
    assert found.get_view_names(PLACE) == ["paid"]
    assert found.has_table("paid", PLACE)
    assert found.has_table("orders", PLACE)
    assert not found.has_table("nothing", PLACE)
    assert found.get_table_names(f"{PLACE}_none") == []
    with pytest.raises(NoSuchTableError):
        found.get_columns("nothing", PLACE)


@pytest.mark.parametrize("relation", ["orders", "paid"])
def test_columns_have_the_types_that_were_declared(connection: Connection, relation: str) -> None:
    found = {c["name"]: c["type"] for c in inspect(connection).get_columns(relation, PLACE)}
    assert {name: str(kind) for name, kind in found.items()} == {
        "key": "VARCHAR",
        "amount": "NUMERIC(18, 2)",
        "placed_at": "TIMESTAMP",
        "placed_on": "DATE",
        "is_paid": "BOOLEAN",
        "share": "DOUBLE",
        "pieces": "INTEGER",
        "note": "VARCHAR",
    }


def test_an_error_is_the_engines_first_line(connection: Connection) -> None:
    with pytest.raises(DBAPIError) as raised:
        connection.exec_driver_sql(f"select * from {PLACE}.nothing")
    assert str(raised.value.orig).startswith("[TABLE_OR_VIEW_NOT_FOUND]")
    assert "\n" not in str(raised.value.orig)


def test_words_that_spark_has_not_are_refused(connection: Connection) -> None:
    with pytest.raises(DBAPIError, match="cannot be said on Spark"):
        connection.exec_driver_sql("select hash(1)")


def test_nobody_listening_is_told_at_once() -> None:
    engine = sa.create_engine("truth_spark://127.0.0.1:1", poolclass=NullPool)
    started = time.monotonic()
    with pytest.raises(sa.exc.OperationalError, match="refused"):
        engine.connect()
    assert time.monotonic() - started < 5


def test_a_statement_is_broken_off_from_another_thread(connection: Connection) -> None:
    threading.Timer(3, break_off).start()
    slow = (
        "select count(*) from range(1000000) as a(x) cross join range(1000000) as b(y) where x < y"
    )
    with pytest.raises(DBAPIError):
        connection.exec_driver_sql(slow)
    assert connection.exec_driver_sql("select 1").scalar() == 1


def test_two_threads_share_the_session(engine: sa.Engine) -> None:
    found: list[object] = []

    def ask(number: int) -> None:
        with engine.connect() as connection:
            query = sa.text("select :at as at, :n as n")
            found.append(tuple(connection.execute(query, {"at": MOMENT, "n": number}).one()))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [(MOMENT, number) for number in range(4)]


def test_great_expectations_validates_over_it(engine: sa.Engine) -> None:
    context = open_context()
    with data_source(context, read_settings().url()) as source:
        asset = source.add_table_asset("orders", table_name="orders", schema_name=PLACE)
        batch = asset.get_batch(asset.build_batch_request())
        for name, arguments, succeeds in (
            ("ExpectColumnValuesToNotBeNull", {"column": "key"}, True),
            ("ExpectColumnValuesToNotBeNull", {"column": "amount"}, False),
            ("ExpectColumnValuesToBeUnique", {"column": "key"}, True),
            ("ExpectColumnValuesToMatchRegex", {"column": "key", "regex": "^[ab]$"}, True),
            ("ExpectColumnValuesToMatchRegex", {"column": "note", "regex": r"n \\$"}, False),
            ("ExpectColumnMaxToBeBetween", {"column": "amount", "max_value": 12}, False),
            ("ExpectColumnValuesToBeOfType", {"column": "pieces", "type_": "INTEGER"}, True),
        ):
            found = batch.validate(getattr(gx.expectations, name)(**arguments))
            assert found.success is succeeds, (name, found)
