"""What is known of an expression where a column that it reads is absent."""

from __future__ import annotations

from itertools import product

import pytest
import sqlglot
from sqlglot import exp

from customer_truth.dialects import SPELLINGS
from customer_truth.lineage.query import columns_of
from customer_truth.lineage.relation import Branch, Relation
from customer_truth.lineage.scope import NotTraced
from customer_truth.lineage.value import GIVEN, Value, absent

# In whose words the engines' models are read: each parses the same text to a tree of its own.
WORDS = sorted({spelling.read_as for spelling in SPELLINGS.values()})
# `a`, `b` and `c` are in the extracts, `x` and `y` are not; `other` has columns nobody declared.
TABLE = dict.fromkeys(("a", "b", "c"), GIVEN) | {"x": absent(["x"]), "y": absent(["y"])}


def tables(table: exp.Table) -> Relation:
    if table.name == "t":
        return Relation(tuple(TABLE), (Branch(TABLE),))
    return Relation((), (Branch({}, is_open=True),), is_open=True)


def of(expression: str, rest: str = "from t", words: str = "duckdb") -> Value:
    query = sqlglot.parse_one(f"select {expression} as told {rest}", read=words)
    return columns_of(query, tables).together().columns["told"]


ABSENT = [
    "x",
    "x + a",
    "a = x",
    "a < x",
    "lower(x)",
    "x || a",
    "cast(x as date)",
    "x is null",
    "x is not null",
    "not (x > 1)",
    "a is distinct from x",
    "a is not distinct from x",
    "percentile_cont(0.5) within group (order by x)",
    "a between 1 and x",
    "x in (1, 2)",
    "x like 'b%'",
    "a > 1 and x > 1",
    "a > 1 or x > 1",
    "a > 1 or coalesce(x > 1, false)",
    "coalesce(x, y)",
    "coalesce(x, 0)",
    "coalesce(x > 1, false)",
    "a - coalesce(x, 0)",
    "a + coalesce(x, 1)",
    "coalesce(x, 0) + coalesce(y, 0)",
    "1 + coalesce(x, 0)",
    "greatest(x, y)",
    "concat_ws(',', x, y)",
    "nullif(x, a)",
    "case when a > 1 then x end",
    "case when a > 1 then x else 0 end",
    "case when x > 1 then 'many' else 'few' end",
    "case when x > 1 then a else 0 end",
    "case x when 1 then 'one' else 'more' end",
    "case when x >= date '1990-01-01' then x end",
    "lag(x) over (order by a)",
    "max(x) over (partition by a)",
    "extract(year from x)",
    "concat('no. ', x)",
    "hash(x, y)",
    "our_own_function(a, x)",
    "a in (select x from t)",
    "(select max(x) from t)",
    "exists (select 1 from t as s where s.x = t.a)",
]
TOLD = [
    "a + coalesce(x, 0)",
    "coalesce(x, 0) + b * 2",
    "a",
    "coalesce(x, a)",
    "coalesce(a, x)",
    "coalesce(a, 0)",
    "greatest(a, x)",
    "concat_ws(',', a, x)",
    "nullif(a, x)",
    "a is null",
    "case when a > 1 then b else x end",
    "case when x > 1 then 0 else a end",
    "case when a > 1 then 'many' when x > 1 then 'odd' else 'few' end",
    "a > 1 and coalesce(x > 1, true)",
    "row_number() over (order by x)",
    "lag(a) over (partition by x order by y)",
    "percent_rank() over (order by x)",
    "cume_dist() over (order by a)",
    "a in (select b from t)",
    "exists (select 1 from t as s where s.b = t.a)",
    "current_date",
    "1",
    "concat(a, ' ', x)",
    "format('{}-{}', a, x)",
    "hash(a, x)",
    "row(a, x)",
    "(a, x)",
    "json_object('one', a, 'two', x)",
]
OF_DUCKDB = ["[a, x]", "{'one': a, 'two': x}"]


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("expression", ABSENT)
def test_an_expression_that_needs_an_absent_column_is_absent(expression: str, words: str) -> None:
    assert of(expression, words=words).is_absent


@pytest.mark.parametrize(
    ("expression", "words"),
    [*product(TOLD, WORDS), *((expression, "duckdb") for expression in OF_DUCKDB)],
)
def test_an_expression_that_can_do_without_the_absent_column_is_told(
    expression: str, words: str
) -> None:
    assert not of(expression, words=words).is_absent


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize(
    ("expression", "known"),
    [
        ("'b' is null", False),
        ("'b' is not null", True),
        ("not 'b' is null", True),
        ("null is not null", False),
        ("(1 = 1) is true", True),
        ("(1 = 1) is not true", False),
        ("(1 = 2) is not false", False),
        ("'b' is distinct from null", True),
        ("'b' is not distinct from null", False),
        ("null is distinct from null", False),
        ("null is not distinct from null", True),
        ("'b' is distinct from 'b'", False),
        ("'b' in ('a', 'b')", True),
        ("'b' not in ('a', 'b')", False),
    ],
)
def test_what_every_record_says_is_known_in_the_words_of_every_engine(
    expression: str, known: object, words: str
) -> None:
    assert of(expression, words=words).known is known


def test_a_text_begins_the_same_whatever_order_it_is_compared_in() -> None:
    assert of("min(('crm:' || a) collate \"C\")", "from t group by b", "postgres").prefix == "crm:"


@pytest.mark.parametrize(
    "aggregate",
    ["max(x)", "sum(x)", "count(x)", "count(distinct x)", "bool_or(x > 1)", "string_agg(x, ',')",
     "count(case when x > 1 then 1 end)", "count(*) filter (where x > 1)", "avg(x) + max(a)"],
)  # fmt: skip
def test_an_aggregate_follows_its_argument(aggregate: str) -> None:
    assert of(aggregate, "from t group by a").because == {"x"}
    assert not of(aggregate.replace("x", "b"), "from t group by a").is_absent


def test_a_star_without_a_column_or_with_another_in_its_place_is_followed() -> None:
    assert not of("x", "from (select * replace (a as x) from t)").is_absent
    assert of("a", "from (select * replace (x + 1 as a) from t)").is_absent
    sql = "select * exclude (x) from t"
    found = columns_of(sqlglot.parse_one(sql, read="duckdb"), tables)
    assert set(found.names) == set(TABLE) - {"x"}


@pytest.mark.parametrize(
    "rest",
    [
        "from (select * rename (x as a, a as x) from t)",
        "from t as s(x, a, b)",
        "from t unpivot (told for name in (a, x))",
    ],
)
def test_columns_under_other_names_are_not_guessed_at(rest: str) -> None:
    with pytest.raises(NotTraced):
        of("a", rest)


def test_what_is_absent_says_which_columns_are_lacking() -> None:
    assert of("coalesce(x, y)").because == {"x", "y"}
    assert of("x + a").because == {"x"}


def test_what_stands_in_for_an_absent_column_is_known() -> None:
    assert of("coalesce(x, 0)").known == 0
    assert of("x is null").known is True
    assert of("x + a").known is None
    assert of("count(x)", "from t group by a").known == 0


@pytest.mark.parametrize(
    ("rest", "is_absent"),
    [
        ("from (select x as told from t union all select y from t)", True),
        ("from (select x as told from t union all select a from t)", False),
        ("from (select x as told from t union all select 0 from t)", True),
        ("from (select a as told from t where x > 1)", True),
        ("from (select a as told from t where a > 1 and x > 1)", True),
        ("from (select a as told from t where coalesce(x > 1, false) = false)", False),
        ("from (select a as told from t where x > 1 or a > 1)", False),
        ("from t as one left join (select a, b as told from t where x > 1) as o on one.a = o.a",
         True),
        ("from t as one left join (select a, b as told from t) as o on one.x = o.a", True),
        ("from t as one left join (select a, b as told from t) as o on one.a = o.a", False),
        ("from t as one left join (select a, x as told from t) as o on one.a = o.a", True),
        ("from t as one inner join (select a, b as told from t) as o on one.x = o.a", True),
        ("from (select a, max(b) as told from t group by a having max(x) > 1)", True),
        ("from (with s as (select x as told from t) select * from s)", True),
        ("from (select b as told from t qualify x = 1)", True),
        ("from (select a as k from t where x > 1) as o full join (select b, b as told from t) as r "
         "on o.k = r.b", False),
        ("from (select a as k from t) as o full join (select b, x as told from t) as r "
         "on o.k = r.b", True),
        ("from (select a as k, b as told from t where x > 1) as o full join t on o.k = t.a", True),
        ("from (select * exclude (x), x as told from t)", True),
        ("from (select a, x as told from t) as o inner join (select x as k, a from t) as p "
         "using (a)", True),
        ("from (select a, b as told from t) as o inner join (select x as a from t) as p "
         "using (a)", True),
        ("from (select a, b as told from t) as o inner join (select b as a from t) as p "
         "using (a)", False),
        ("from t left join other as o on t.x = o.k", True),
        ("from t left join (select k, told from other) as o on t.x = o.k", True),
        ("from t left join other as o on t.a = o.k", False),
        ("from other", False),
    ],
)  # fmt: skip
def test_what_a_query_reads_is_followed(rest: str, *, is_absent: bool) -> None:
    assert of("told", rest).is_absent is is_absent


def test_a_flag_for_what_was_joined_is_absent_where_nothing_can_be_joined() -> None:
    joined = "from t left join (select distinct a from t where x is not null) as o on t.a = o.a"
    assert of("o.a is not null", joined).because == {"x"}


def systems(select: str) -> dict[str, Value]:
    """`told` by the system that a union of two names; `x` stands for what the first one lacks."""
    union = (
        "with records as (select 'crm' as system, 'crm:' || a as id, x as told, 'deal' as kind "
        "from t union all select 'shop' as system, 'shop:' || a as id, b as told, 'order' as kind "
        "from t) "
    )
    found = columns_of(sqlglot.parse_one(union + select, read="duckdb"), tables)
    return {branch.columns["system"].begins_with: branch.columns["told"]
            for branch in found.branches}  # fmt: skip


@pytest.mark.parametrize(
    "select",
    [
        "select * from records",
        "select system, told from records where told is not null or a > 1",
        "select r.system, o.told from records as r left join records as o on r.id = o.id",
        "select system, id, max(told) as told from records group by system, id",
        "select max(system) as system, max(told) as told from records group by id",
    ],
)
def test_the_records_of_each_system_are_told_apart(select: str) -> None:
    select = select.replace(" or a > 1", " or id > 'a'")
    found = systems(select)
    assert found["crm"].is_absent
    assert not found["shop"].is_absent


def test_a_group_of_several_systems_has_what_one_of_them_has() -> None:
    found = systems("select told as system, max(told) as told from records group by told")
    assert not any(value.is_absent for value in found.values())


def test_records_that_a_filter_rules_out_are_of_no_concern() -> None:
    assert list(systems("select * from records where kind = 'order'")) == ["shop"]
    assert list(systems("select * from records where kind in ('deal')")) == ["crm"]
    assert list(systems("select * from records where kind = 'order' and told > 1")) == ["shop"]


def test_a_recursive_query_is_followed() -> None:
    sql = (
        "with recursive up as (select a, x as told from t "
        "union select t.a, up.told from up inner join t on up.a = t.b) select told from up"
    )
    found = columns_of(sqlglot.parse_one(sql, read="duckdb"), tables).together()
    assert found.columns["told"].is_absent


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize(
    "condition",
    [
        "a is distinct from null",
        "a is distinct from x",
        "x is not distinct from y",
        "concat('a', 'b') = 'ab'",
        "concat_ws(', ', case when a > 1 then 'one' else 'two' end, 'three') = 'one, three'",
        "(a, null) is not null",
        "substr('abc' || b, 0) = 'abc'",
    ],
)
def test_what_may_hold_leaves_no_record_out(condition: str, words: str) -> None:
    query = sqlglot.parse_one(f"select a from t where {condition}", read=words)
    (branch,) = columns_of(query, tables).branches
    assert not branch.empty


@pytest.mark.parametrize("words", WORDS)
def test_what_a_group_is_made_of_is_told(words: str) -> None:
    assert not of("grouping(a)", "from t group by a", words).is_absent
    assert of("json_object_agg(a, x)", "from t group by b", words).because == {"x"}


def test_an_order_that_is_given_is_told_within_a_group() -> None:
    assert not of("percentile_cont(0.5) within group (order by a)", "from t").is_absent
    assert not of("mode() within group (order by a)", "from t").is_absent
