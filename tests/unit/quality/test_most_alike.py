"""A mistyped id or name is answered with the one that was meant, and few names are read for it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, column, create_engine, event, insert, make_url, table
from sqlalchemy.pool import StaticPool

from customer_truth.lookups.alike import most_alike
from customer_truth.windows.export import site_alike

SIGNS = "abcXYZ019_%\\'é -"
NAMES = table("names", column("name"))


POSTGRES = os.environ.get("TRUTH_TEST_POSTGRES_URL")


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    """Many sites, each with two windows, on either engine."""
    url = make_url("truth_duckdb://")
    if POSTGRES:
        url = make_url(POSTGRES).set(drivername="postgresql+psycopg2")
    with create_engine(url, poolclass=StaticPool).connect() as opened:
        opened.exec_driver_sql("create table names (name text)")
        # A night of other tests may stand there; what is done here is rolled back.
        opened.exec_driver_sql("drop schema if exists marts cascade")
        opened.exec_driver_sql("create schema marts")
        opened.exec_driver_sql(
            "create table marts.delivery_windows as select 'planner:S' || lpad(n::text, 6, '0') "
            "as site_id from generate_series(0, 99999) as t (n), generate_series(1, 2) as w (d)"
        )
        yield opened
        opened.rollback()


def slips(name: str) -> st.SearchStrategy[str]:
    """The name with one sign left out, put in or mistyped."""
    place = st.integers(0, len(name) - 1)
    cut = st.builds(lambda at: name[:at] + name[at + 1 :], place)
    more = st.builds(lambda at, sign: name[:at] + sign + name[at:], place, st.sampled_from(SIGNS))
    other = st.builds(
        lambda at, sign: name[:at] + sign + name[at + 1 :], place, st.sampled_from(SIGNS)
    )
    return cut | more | other


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_one_slip_is_answered_with_what_was_meant(
    connection: Connection, data: st.DataObject
) -> None:
    name = data.draw(st.text(SIGNS, min_size=6, max_size=20))
    asked = data.draw(slips(name))
    connection.exec_driver_sql("delete from names")
    connection.execute(insert(NAMES), [{"name": name}, {"name": "something else"}])
    told = most_alike(connection, asked, (NAMES.c.name, NAMES.c.name))
    assert told == ("" if asked == name else f"Did you mean {name}?")


@pytest.mark.parametrize("asked", ["", "x" * 81, "no such name at all"])
def test_what_is_like_nothing_is_answered_with_nothing(connection: Connection, asked: str) -> None:
    assert most_alike(connection, asked, (NAMES.c.name, NAMES.c.name)) == ""


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("planner:Sx01234", "planner:S001234"),
        ("Sx01234", "planner:S001234"),
        ("S001234", "planner:S001234"),
        ("planner:S001234x", "planner:S001234"),
    ],
)
def test_a_site_is_offered_by_its_whole_id_and_few_are_read(
    connection: Connection, asked: str, meant: str
) -> None:
    asked_of_the_engine: list[str] = []
    listener = ("before_cursor_execute", lambda *told: asked_of_the_engine.append(told[2]))
    event.listen(connection, *listener)
    assert site_alike(connection, "marts", asked) == f"Did you mean {meant}?"
    event.remove(connection, *listener)
    assert all("LIMIT" in statement for statement in asked_of_the_engine)
