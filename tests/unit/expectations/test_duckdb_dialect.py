"""SQLAlchemy on DuckDB: transactions are real, results outlive them, reflection finds its way."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

PRICES = sa.Table(
    "prices",
    sa.MetaData(schema="shop"),
    sa.Column("item", sa.String, nullable=False),
    sa.Column("price", sa.Numeric(18, 2)),
    sa.Column("weight", sa.Float),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "warehouse.duckdb"


@pytest.fixture
def engine(path: Path) -> Iterator[sa.Engine]:
    engine = sa.create_engine(f"truth_duckdb:///{path}")
    with engine.begin() as connection:
        connection.execute(sa.schema.CreateSchema("shop"))
        PRICES.create(connection)
        connection.execute(
            PRICES.insert(), [{"item": "tea", "price": 1.5}, {"item": "salt", "price": None}]
        )
    yield engine
    engine.dispose()


def count(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(PRICES)) or 0


def test_a_transaction_that_raises_is_rolled_back_over_several_statements(
    engine: sa.Engine,
) -> None:
    with pytest.raises(ZeroDivisionError), engine.begin() as connection:
        assert connection.execute(PRICES.delete().where(PRICES.c.item == "tea")).rowcount == 1
        connection.execute(PRICES.insert(), {"item": "oil"})
        raise ZeroDivisionError
    assert count(engine) == 2


def test_statements_of_a_transaction_see_each_other_and_nobody_else_does(
    engine: sa.Engine,
) -> None:
    with engine.begin() as connection:
        connection.execute(PRICES.insert(), [{"item": "oil"}, {"item": "rice"}])
        assert len(connection.execute(sa.select(PRICES)).all()) == 4
        assert count(engine) == 2
    assert count(engine) == 4


def test_a_result_outlives_the_rollback_of_its_connection(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        result = connection.execute(sa.select(PRICES.c.price).order_by(PRICES.c.item.desc()))
    assert result.fetchall() == [(Decimal("1.50"),), (None,)]


def test_a_connection_works_again_after_a_statement_failed(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        with pytest.raises(ProgrammingError):
            connection.execute(sa.text("select no_such_column"))
        connection.rollback()
        assert connection.scalar(sa.text("select 1")) == 1


def test_a_query_whose_only_column_is_called_count_keeps_its_rows(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        assert connection.execute(sa.text('select 7 as "Count"')).all() == [(7,)]


def test_reflection_finds_schemas_tables_views_and_types(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("create view shop.cheap as select * from shop.prices"))
    found = sa.inspect(engine)
    assert found.has_schema("shop")
    assert found.get_table_names("shop") == ["prices"]
    assert found.get_view_names("shop") == ["cheap"]
    assert found.has_table("cheap", schema="shop")
    assert not found.has_table("prices")
    types = {column["name"]: column["type"] for column in found.get_columns("cheap", "shop")}
    assert isinstance(types["price"], sa.Numeric)
    assert types["price"].scale == 2
    assert isinstance(types["weight"], sa.DOUBLE)


def test_an_empty_table_is_read_as_no_rows_with_columns(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(PRICES.delete())
        result = connection.execute(sa.select(PRICES))
        assert list(result.keys()) == ["item", "price", "weight"]
        assert result.all() == []


def test_a_read_only_address_reads_and_refuses_to_write(engine: sa.Engine, path: Path) -> None:
    engine.dispose()
    reading = sa.create_engine(f"truth_duckdb:///{path}?access_mode=READ_ONLY")
    assert count(reading) == 2
    with pytest.raises(ProgrammingError), reading.begin() as connection:
        connection.execute(PRICES.delete())
    reading.dispose()


def test_autocommit_runs_what_no_transaction_may_hold(engine: sa.Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(PRICES.insert(), {"item": "oil"})
        connection.exec_driver_sql("vacuum")
    assert count(engine) == 3


def test_a_regular_expression_is_searched_for(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        found = connection.execute(sa.select(PRICES.c.item).where(PRICES.c.item.regexp_match("e")))
        assert found.all() == [("tea",)]


def test_importing_the_package_does_not_import_great_expectations() -> None:
    told = (
        "import sys, customer_truth.expectations as e; print('great_expectations' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_a_long_result_is_read_page_by_page_where_a_query_asks_for_it() -> None:
    numbers = sa.text("range(1000000000000) as numbers (i)")
    endless = sa.select(sa.column("i")).select_from(numbers)
    with sa.create_engine("truth_duckdb://").connect() as connection:
        rows = connection.execute(endless.execution_options(yield_per=3))
        assert [tuple(row) for row in next(rows.partitions())] == [(0,), (1,), (2,)]
        rows.close()
