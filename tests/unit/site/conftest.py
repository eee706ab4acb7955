"""A night's exceptions on two engines, and the site written from them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy
from site_night import EXCEPTIONS, RESULTS, keep, keep_nights, night
from sqlalchemy import Connection

from customer_truth.site import write_site


def opened(engine: str, path: Path, schema: str) -> Iterator[Connection]:
    """A connection to an empty database with a schema of that name."""
    if engine == "sqlite":
        made = sqlalchemy.create_engine("sqlite://")
        statement = f"attach '{path}' as {schema}"
    else:
        made = sqlalchemy.create_engine(f"truth_duckdb:///{path}")
        statement = f"create schema {schema}"
    with made.connect() as connection:
        connection.exec_driver_sql(statement)
        yield connection
    made.dispose()


@pytest.fixture(params=["sqlite", "duckdb"])
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    yield from opened(request.param, tmp_path / "kept.db", "kept_here")


@pytest.fixture
def kept(connection: Connection) -> Connection:
    """The night's exceptions in the schema `kept_here`, which is not the tables' own name."""
    keep(connection, "kept_here", EXCEPTIONS)
    return connection


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The whole site of the night, with Data Docs for one of the two owners."""
    home = tmp_path_factory.mktemp("home")
    for connection in opened("duckdb", home / "kept.db", "kept_here"):
        keep(connection, "kept_here", EXCEPTIONS)
        keep_nights(connection, "kept_here", night(RESULTS), before=2)
        write_site(
            night(RESULTS),
            folder=home / "site",
            connection=connection,
            quality_schema="kept_here",
            samples=2,
            data_docs=_docs_of_sales,
            lookup_options=" --target postgres",
        )
        yield home / "site"


def _docs_of_sales(role: str, folder: Path) -> bool:
    if role != "sales_operations":
        return False
    folder.mkdir()
    (folder / "index.html").write_text("<!doctype html><title>Data Docs</title>")
    return True
