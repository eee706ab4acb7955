"""What the lineage calls absent is what the engine answers by NULL, whatever the records hold."""

from __future__ import annotations

from itertools import count, product

import duckdb
import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from customer_truth.lineage.query import columns_of
from customer_truth.lineage.relation import Branch, Relation
from customer_truth.lineage.value import GIVEN, Known, absent

FLAGS = 5
COLUMNS = {"a": GIVEN, "b": GIVEN, **{f"f{n}": GIVEN for n in range(FLAGS)}, "x": absent(["x"])}
# Every way in which the conditions of a query can turn out.
ROWS = list(product([False, True], repeat=FLAGS))


@pytest.fixture(scope="module")
def engine() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    flags = ", ".join(f"f{n} boolean" for n in range(FLAGS))
    connection.execute(f"create table t (a bigint, b bigint, {flags}, x bigint)")
    for number, row in enumerate(ROWS, 1):
        values = ", ".join(map(str, row))
        connection.execute(f"insert into t values ({number}, {number + 100}, {values}, null)")
    return connection


def tables(_: exp.Table) -> Relation:
    return Relation(tuple(COLUMNS), (Branch(COLUMNS),))


TERMS = st.recursive(
    st.sampled_from(["a", "b", "x"]),
    lambda term: st.one_of(
        st.tuples(st.sampled_from(["{} + {}", "greatest({}, {})", "coalesce({}, {})"]), term, term),
        st.tuples(st.sampled_from(["abs({})", "cast({} as double)", "({})"]), term),
        st.tuples(st.just("case when FLAG then {} else {} end"), term, term),
        st.tuples(st.just("case when x > 0 then {} else {} end"), term, term),
    ),
    max_leaves=6,
)
QUERIES = st.tuples(
    st.sampled_from(
        [
            "select {} as told from t",
            "select {} as told from t union all select {} from t",
            "with s as (select a, {} as told from t) select t.a, s.told from t left join s using_a",
            "select max({}) as told from t group by a",
            "select told from (select {} as told from t union all select {} from t) as s",
            "select max({}) over (partition by a) as told from t",
        ]
    ),
    TERMS,
    TERMS,
)


def written(term: object) -> str:
    if isinstance(term, str):
        return term
    assert isinstance(term, tuple)
    template, *parts = term
    return str(template).format(*map(written, parts))


def query_of(drawn: tuple[str, object, object]) -> str:
    template, *terms = drawn
    sql = template.format(*map(written, terms)).replace("using_a", "on t.a = s.a")
    number = count()
    while "FLAG" in sql:
        sql = sql.replace("FLAG", f"t.f{next(number)}", 1)
    return sql


@settings(max_examples=150, deadline=None)
@given(QUERIES)
def test_a_column_is_absent_exactly_where_the_engine_answers_null_in_every_record(
    engine: duckdb.DuckDBPyConnection, drawn: tuple[str, object, object]
) -> None:
    sql = query_of(drawn)
    if f"t.f{FLAGS}" in sql:
        return
    answers = {row[0] for row in engine.execute(f"select told from ({sql})").fetchall()}
    found = columns_of(sqlglot.parse_one(sql, read="duckdb"), tables).together().columns["told"]
    assert found.is_absent == (answers == {None}), sql


CONDITIONS = st.recursive(
    st.sampled_from(["a > 5", "x > 5", "f0", "x is null", "a is null", "true", "false", "null",
                     "coalesce(x > 1, true)", "coalesce(x, 3) = 3", "x in (1, 2)"]),
    lambda part: st.one_of(
        st.tuples(st.sampled_from(["({} and {})", "({} or {})", "coalesce({}, {})"]), part, part),
        st.tuples(st.sampled_from(["(not {})", "(({}) is null)"]), part),
        st.tuples(st.just("case when {} then {} else {} end"), part, part, part),
    ),
    max_leaves=7,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(CONDITIONS)
def test_what_is_known_of_a_condition_is_what_the_engine_answers(
    engine: duckdb.DuckDBPyConnection, drawn: object
) -> None:
    sql = f"select cast({written(drawn)} as boolean) as told from t"
    answers = {row[0] for row in engine.execute(sql).fetchall()}
    found = columns_of(sqlglot.parse_one(sql, read="duckdb"), tables).together().columns["told"]
    if found.known is not Known.NOT:
        assert answers == {found.known}, sql
    if "x" not in sql:
        assert not found.is_absent, sql
