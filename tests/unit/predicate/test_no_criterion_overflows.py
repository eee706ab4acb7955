"""What is sound when it is read runs, however extreme the records are that a mart may hold."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customer_truth.predicate.errors import PredicateError
from customer_truth.predicate.predicate import parse

AS_OF = datetime(2026, 11, 23, 2, tzinfo=UTC)
EXTREMES = {
    "tiny": ("smallint", "-32768", "32767"),
    "n": ("integer", "-2147483648", "2147483647"),
    "id": ("bigint", "-9223372036854775808", "9223372036854775807"),
    "rate": ("numeric(9,4)", "-99999.9999", "99999.9999"),
    "amount": ("numeric(18,2)", "-9999999999999999.99", "9999999999999999.99"),
    "wide": ("numeric(38,6)", "-" + "9" * 32 + ".999999", "9" * 32 + ".999999"),
    "fine": ("numeric(20,20)", "-0." + "9" * 20, "0." + "9" * 20),
    "share": ("double precision", "-1.7e308", "1.7e308"),
    "odd": ("double precision", "nan", "infinity"),
    "name": ("text", "", "x" * 4000),
    "due_on": ("date", "5877642-06-25 (BC)", "5881580-07-10"),
    "entered_at": ("timestamp", "290309-12-22 (BC) 00:00:00", "294247-01-10 04:00:54"),
    "ended_at": ("timestamp", "-infinity", "infinity"),
    "is_won": ("boolean", "false", "true"),
}
COLUMNS = {name: extreme[0] for name, extreme in EXTREMES.items()}
WRITTEN = ("0", "1", "-1", "7", "86400", "1000000", "9223372036854775807", "10000000000000000000")
WRITTEN += ("0.5", "1.19", "-0.05", "0.000000000001", "0.000000000000000000000001", "1e5", "1e-9")
NUMBERS = [name for name, type_ in COLUMNS.items() if type_[:3] in ("sma", "int", "big", "num")]


def _numbers() -> st.SearchStrategy[str]:
    leaves = st.sampled_from([*NUMBERS, "share", "odd"]) | st.sampled_from(WRITTEN)
    return st.recursive(leaves | _from_times(), _deeper, max_leaves=6)


def _deeper(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    types = "integer decimal double decimal(38,0) decimal(18,2) decimal(9,9) decimal(5,1)"
    types_ = st.sampled_from([*types.split(), "decimal(30,8)"])
    pair = st.tuples(inner, inner)
    return (
        st.tuples(inner, st.sampled_from("+-*/%"), inner).map(" ".join).map("({})".format)
        | pair.map(lambda p: f"coalesce({p[0]}, {p[1]})")
        | pair.map(lambda p: f"greatest({p[0]}, {p[1]})")
        | pair.map(lambda p: f"least({p[0]}, {p[1]})")
        | pair.map(lambda p: f"nullif({p[0]}, {p[1]})")
        | pair.map(lambda p: f"case when is_won then {p[0]} else {p[1]} end")
        | pair.map(lambda p: f"case {p[0]} when {p[1]} then {p[1]} end")
        | inner.map("abs({})".format)
        | inner.map("(- {})".format)
        | st.tuples(inner, st.integers(0, 6)).map(lambda p: f"round({p[0]}, {p[1]})")
        | st.tuples(inner, types_).map(lambda p: f"cast({p[0]} as {p[1]})")
    )


def _times() -> st.SearchStrategy[str]:
    leaves = st.sampled_from(["due_on", "entered_at", "ended_at", ":as_of", "date '0001-01-01'"])
    counts = st.sampled_from(["1", "90", "1000", "99999"])
    units = st.sampled_from(["minute", "hour", "day", "week", "month", "year"])

    def deeper(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return (
            st.tuples(inner, st.sampled_from("+-"), counts, units).map(
                lambda p: f"({p[0]} {p[1]} interval '{p[2]}' {p[3]})"
            )
            | st.tuples(st.sampled_from(["week", "month", "quarter", "year"]), inner).map(
                lambda p: f"date_trunc('{p[0]}', {p[1]})"
            )
            | inner.map("date({})".format)
            | inner.map("cast({} as timestamp)".format)
            | st.tuples(inner, inner).map(lambda p: f"coalesce({p[0]}, {p[1]})")
        )

    return st.recursive(leaves, deeper, max_leaves=4)


def _from_times() -> st.SearchStrategy[str]:
    called = st.sampled_from(["days_between", "hours_between"])
    pair = st.tuples(called, _times(), _times()).map(lambda p: f"{p[0]}({p[1]}, {p[2]})")
    return pair | st.just("length(name)")


def _conditions() -> st.SearchStrategy[str]:
    signs = st.sampled_from(["=", "<>", "<", ">=", "is distinct from"])
    values = _numbers() | _times()
    return (
        st.tuples(_numbers(), signs, _numbers()).map(" ".join)
        | st.tuples(_times(), signs, _times()).map(" ".join)
        | st.tuples(_numbers(), _numbers(), _numbers()).map("{0[0]} in ({0[1]}, {0[2]})".format)
        | st.tuples(_numbers(), _numbers(), _numbers()).map(
            "{0[0]} between {0[1]} and {0[2]}".format
        )
        | values.map("{} is null".format)
        | _times().map("cast(date({}) as text) like '2%'".format)
    )


@pytest.fixture(scope="module")
def mart() -> Iterator[duckdb.DuckDBPyConnection]:
    """Every number with its extremes beside each other's, and nothing, and zero."""
    declared = ", ".join(f'"{name}" {type_}' for name, type_ in COLUMNS.items())
    with duckdb.connect() as connection:
        connection.execute(f"create table mart ({declared})")
        for at in range(2**4):
            row = [
                extremes[1 + (at >> place % 4 & 1)]
                for place, extremes in enumerate(EXTREMES.values())
            ]
            marks = ", ".join("?" for _ in row)
            connection.execute(f"insert into mart values ({marks})", row)
        connection.execute("insert into mart default values")
        connection.execute(
            f"insert into mart ({', '.join(NUMBERS)}, share) values ({'0, ' * len(NUMBERS)}0)"
        )
        yield connection


@settings(
    max_examples=int(os.environ.get("TRUTH_TEST_EXAMPLES", "400")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(text=_conditions())
def test_whatever_is_sound_runs_on_the_most_extreme_records(
    mart: duckdb.DuckDBPyConnection, text: str
) -> None:
    try:
        predicate = parse(text, COLUMNS, {})
    except PredicateError:
        return
    sql = predicate.sql("duckdb", AS_OF)
    mart.execute(f"select count(*) filter ({sql}), count(case when {sql} then 1 end) from mart")
    mart.fetchall()
