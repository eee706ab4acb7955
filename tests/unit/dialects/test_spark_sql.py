"""Statements in the package's words, and what they become for Spark."""

from __future__ import annotations

import re
from types import ModuleType

import pytest

from customer_truth.demo import history
from customer_truth.dialects.spark_sql import Untranslatable, Words
from customer_truth.gate import evidence
from customer_truth.quality import (
    contradictions,
    earlier,
    exceptions,
    figures,
    identity,
    renamed,
    table_nights,
)

WORDS = Words(passing="passing")

SAID = [
    ('"x y"', "`x y`"),
    ("x::text", "cast(`x` as string)"),
    ("cast(x as numeric)", "cast(`x` as decimal(18, 3))"),
    ("cast(x as numeric(28, 8))", "cast(`x` as decimal(28, 8))"),
    ("try_cast(x as bigint)", "try_cast(`x` as bigint)"),
    ("cast(x as timestamp)", "cast(`x` as timestamp_ntz)"),
    ("cast(x as timestamptz)", "cast(`x` as timestamp_ltz)"),
    ("cast(1.5 as integer)", "cast(round(1.5) as int)"),
    ("cast(cast(x as double) as integer)", "cast(rint(cast(`x` as double)) as int)"),
    ("timestamp '2026-03-01 09:00:00'", "timestamp_ntz '2026-03-01 09:00:00'"),
    ("date '2026-03-01'", "cast('2026-03-01' as date)"),
    ("interval '90 minutes'", "interval '90' minute"),
    ("n * interval '1 month'", "`n` * interval '1' month"),
    ("x at time zone 'UTC'", "cast(`x` as timestamp_ltz)"),
    (
        "(x at time zone 'UTC') at time zone z",
        "convert_timezone('UTC', `z`, cast((cast(`x` as timestamp_ltz)) as timestamp_ntz))",
    ),
    ("cast(a as date) - cast(b as date)", "datediff(cast(`a` as date), cast(`b` as date))"),
    ("cast(a as date) - 7", "cast(`a` as date) - 7"),
    ("a + interval '1 day'", "cast(`a` as timestamp_ntz) + interval '1' day"),
    ("try(a + interval '3' day)", "try_add(cast(`a` as timestamp_ntz), interval '3' day)"),
    (
        "date_trunc('month', x)",
        "cast(date_trunc('month', cast(`x` as timestamp_ltz)) as timestamp_ntz)",
    ),
    ("date_diff('day', a, b)", "datediff(cast(`b` as date), cast(`a` as date))"),
    ("extract(isodow from d)", "(weekday(`d`) + 1)"),
    ("extract(dow from d)", "(dayofweek(`d`) - 1)"),
    ("epoch_us(x)", "unix_micros(cast(`x` as timestamp_ltz))"),
    ("strftime(x, '%Y-%m-%dT%H:%M:%S.%f')", r"date_format(`x`, 'yyyy-MM-dd\'T\'HH:mm:ss.SSSSSS')"),
    ("a / b", "(cast(`a` as double) / cast(`b` as double))"),
    ("a // b", "(`a` div `b`)"),
    ("a is distinct from b", "(not (`a` <=> `b`))"),
    ("x like 'a\\_b'", r"(`x` like 'a\\\\_b')"),
    ("x not like y", r"(`x` not like `y` escape '\u0001')"),
    ("x like 'a!%!!b!c\\' escape '!'", r"(`x` like 'a\\%!bc\\\\')"),
    (
        "x not like y escape '!'",
        r"(`x` not like regexp_replace(`y`, '(?s)(![%_!])|!(.)', '$1$2') escape '!')",
    ),
    ("x like y escape ''", r"(`x` like `y` escape '\u0001')"),
    ("stddev(x)", "stddev_samp(cast(`x` as double))"),
    ("stddev_samp(x::double)", "stddev_samp(cast(`x` as double))"),
    ("var_samp(x)", "var_samp(cast(`x` as double))"),
    ("mode(x)", "mode(`x`, true)"),
    ("approx_count_distinct(x)", "approx_count_distinct(`x`)"),
    (
        "extract(epoch from (a - b))",
        "((unix_micros(cast(`a` as timestamp_ltz)) - unix_micros(cast(`b` as timestamp_ltz))) "
        "/ 1000000D)",
    ),
    (
        "extract(epoch from (a - interval '1 day'))",
        "(unix_micros(cast((cast(`a` as timestamp_ntz) - interval '1' day) as timestamp_ltz)) "
        "/ 1000000D)",
    ),
    ("'it''s \\d ${x}'", r"'it\'s \\d \u0024{x}'"),
    ("chr(31)", r"'\u001f'"),
    ("trim(x, ' .')", "trim(both ' .' from `x`)"),
    ("rtrim(x, '0')", "trim(trailing '0' from `x`)"),
    ("concat(a, b)", "concat_ws('', `a`, `b`)"),
    ("a || b", "`a` || `b`"),
    ("strpos(a, b)", "instr(`a`, `b`)"),
    ("position(a in b)", "instr(`b`, `a`)"),
    ("string_split(x, '.')", r"split(`x`, '\\.', -1)"),
    ("list_contains(x, 1)", "array_contains(array_compact(`x`), 1)"),
    ("array_remove(x, cast(null as text))", "array_compact(`x`)"),
    ("[a, b]", "array(`a`, `b`)"),
    ("x[-1]", "try_element_at(`x`, -1)"),
    ("(x || y)[1]", "substr(`x` || `y`, 1, 1)"),
    ("substr(x, 2, 3)", "substr(`x`, 2, 3)"),
    ("mod(a, b)", "`a` % `b`"),
    ("a ** b", "power(cast(`a` as double), cast(`b` as double))"),
    ("string_agg(x, ', ' order by y)", "listagg(`x`, ', ') within group (ORDER BY `y` NULLS LAST)"),
    ("max(x) filter (where y)", "max(`x`) filter (where `y`)"),
    ("arg_max(a, b)", "max_by(`a`, `b`) filter (where `a` is not null)"),
    ("any_value(x)", "any_value(`x`) IGNORE NULLS"),
    ("(a, b) in (values (1, 2))", "(`a`, `b`) IN (SELECT * FROM VALUES (1, 2))"),
    ("case when :given then ? end", "CASE WHEN :given THEN ? END"),
]
PATTERNS = [
    ("regexp_matches(x, 'a$', 's')", r"(`x` rlike '(?ds)a\\z')"),
    ("x ~ '^[$]#'", "(`x` rlike '(?d)^[$]#')"),
    ("regexp_matches(x, '[[:space:]a&&b]', 'i')", r"(`x` rlike '(?diu)[\\p{Space}a\\&\\&b]')"),
    ("regexp_matches(x, '{a}')", r"(`x` rlike '(?d)\\{a\\}')"),
    ("regexp_matches(x, '\\s{2,}')", r"(`x` rlike '(?d)[\\t\\n\\f\\r ]{2,}')"),
    ("regexp_replace(x, 'a', '$\\1', 'g')", r"regexp_replace(`x`, '(?d)a', '\\$$1')"),
    ("regexp_replace(x, '^a', '')", "regexp_replace(`x`, '(?d)^a', '')"),
    ("regexp_replace(x, '[.]0+$', '')", r"regexp_replace(`x`, '(?d)[.]0+\\z', '')"),
    (
        "regexp_replace(x, '(a)', '\\1')",
        r"regexp_replace(`x`, '\\A((?s:.*?))(?:(?d)(a))', '$1$2')",
    ),
    ("regexp_extract(x, 'a')", "regexp_extract(`x`, '(?d)a', 0)"),
]
QUERIES = [
    (
        "select a from t order by a, b desc",
        "SELECT `a` FROM `t` ORDER BY `a` NULLS LAST, `b` DESC",
    ),
    ("select * exclude (a) from t", "SELECT * EXCEPT (`a`) FROM `t`"),
    (
        "select a from t qualify row_number() over (partition by a order by b) = 1",
        "SELECT `a` FROM (SELECT `a`, ROW_NUMBER() OVER (PARTITION BY `a` ORDER BY `b` NULLS "
        "LAST) AS `_w` FROM `t`) AS `_t` WHERE `_w` = 1",
    ),
    (
        "select lower(unnest(string_to_array(x, ';'))) as y from t",
        "SELECT lower(translate(`each_0`.`each__element`, 'İΣ', 'i\u03c3')) AS `y` FROM `t` "
        "LATERAL VIEW EXPLODE(split(`x`, ';', -1)) each_0 AS `each__element`",
    ),
    (
        "select u.x from t join unnest(t.l) as u(x) on true",
        "SELECT `u`.`x` FROM `t` JOIN LATERAL (SELECT EXPLODE(`t`.`l`) AS `x`) AS `u` ON TRUE",
    ),
    (
        "select u.x from t join unnest([case when a between 1 and b then 1 end, "
        "nullif(c, 0)]) as u(x) on true",
        "SELECT `u`.`x` FROM `t` JOIN LATERAL (SELECT EXPLODE(array(CASE WHEN (`a` >= 1 AND "
        "`a` <= `b`) THEN 1 END, CASE WHEN `c` = 0 THEN NULL ELSE `c` END)) AS `x`) AS `u` ON TRUE",
    ),
    ("select a from t where ((b))", "SELECT `a` FROM `t` WHERE `b`"),
    (
        "select * from generate_series(1, n) as s(i)",
        "SELECT * FROM (SELECT EXPLODE(case when 1 <= `n` then sequence(1, `n`) else array() end) "
        "AS `i`) AS `s`",
    ),
    (
        "select * from (with k as materialized (select 1 as a) select * from k) as x",
        "SELECT * FROM (WITH `k` AS (SELECT 1 AS `a`) SELECT * FROM `k`) AS `x`",
    ),
    (
        "select a.*, b.y from a join b on (select max(c.z) from c where c.k = a.k) = b.z",
        "SELECT `a`.* EXCEPT (`found_1`), `b`.`y` FROM (SELECT `a`.*, `looked_for_1`.`found` AS "
        "`found_1` FROM `a` LEFT JOIN (SELECT `c`.`k` AS `looked_for`, max(`c`.`z`) AS `found` "
        "FROM `c` GROUP BY `c`.`k`) AS `looked_for_1` ON `looked_for_1`.`looked_for` = `a`.`k`) "
        "AS `a` JOIN `b` ON `a`.`found_1` = `b`.`z`",
    ),
    ("/* why */ select 1 -- so\n;", "SELECT 1"),
]
REFUSED = [
    "select hash(a)",
    "select mode() within group (order by a) from t",
    "select x like 'a!' escape '!' from t",
    "select x like y escape z from t",
    "select x like y escape '!!' from t",
    "select x similar to 'a'",
    "select columns('a') from t",
    "select regexp_matches(x, 'a', 'm') from t",
    "select regexp_matches(x, '(?=a)') from t",
    "select regexp_matches(x, '[[:kana:]]') from t",
    "select regexp_matches(x, y) from t",
    "select strftime(x, '%Q') from t",
    "select try(log(x)) from t",
    "select (a, b) = (c, d) from t",
    "select (a, b) is distinct from (c, d) from t",
    "select chr(a) from t",
    "select a from t union all by name select b from u",
    "with recursive r as (select 1 as a union select a + 1 from r) select * from r",
    "select 1; select 2",
    "insert into t select 1 on conflict do nothing",
    "copy t to 'x'",
    "select from where",
]
PASSING = [
    "show tables in `a`",
    "describe a.b",
    "refresh table a.b",
    "insert overwrite table a select 1",
]
STATEMENTS = [
    (
        "create table s.t as select null as a, 1 as b",
        ["create table `s`.`t` using parquet as SELECT cast(NULL as int) AS `a`, 1 AS `b`"],
    ),
    (
        "create table s.t as select null as a, null as b union all (select 'x', null)",
        [
            "create table `s`.`t` using parquet as SELECT NULL AS `a`, cast(NULL as int) AS `b` "
            "UNION ALL (SELECT 'x', cast(NULL as int))"
        ],
    ),
    (
        "create table s.t as select *, null as a from s.u union all select *, b from s.u",
        [
            "create table `s`.`t` using parquet as SELECT *, NULL AS `a` FROM `s`.`u` "
            "UNION ALL SELECT *, `b` FROM `s`.`u`"
        ],
    ),
    (
        "create table if not exists s.t (a text not null, b timestamp, primary key (a))",
        ["create table if not exists `s`.`t` (`a` string, `b` timestamp_ntz) using parquet"],
    ),
    (
        "create or replace table s.t using delta as select 1 as a",
        ["drop table if exists `s`.`t`", "create table `s`.`t` using delta as SELECT 1 AS `a`"],
    ),
    ("create view s.v as select 1 as a", ["create view `s`.`v` as SELECT 1 AS `a`"]),
    (
        "create view v as select * from parquet.`/a b/c`",
        ["create view `v` as SELECT * FROM `parquet`.`/a b/c`"],
    ),
    ("create schema if not exists s", ["create schema if not exists `s`"]),
    ("drop schema if exists s cascade", ["DROP SCHEMA IF EXISTS `s` CASCADE"]),
    ("drop table if exists s.t", ["DROP TABLE IF EXISTS `s`.`t`"]),
    ("alter table s.t add column a text", ["ALTER TABLE `s`.`t` ADD COLUMN `a` string"]),
    ("truncate s.t", ["truncate table `s`.`t`"]),
    (
        "insert into s.t (a, b) values (:a, :b)",
        ["insert into `s`.`t` (`a`, `b`) VALUES (:a, :b)"],
    ),
    (
        "insert into s.t with x as (select 1 as a) select * from x",
        ["insert into `s`.`t` WITH `x` AS (SELECT 1 AS `a`) SELECT * FROM `x`"],
    ),
]


@pytest.mark.parametrize(("said", "told"), [*SAID, *PATTERNS])
def test_an_expression_is_said_by_what_it_means(said: str, told: str) -> None:
    assert WORDS.of(f"select {said} from t") == [f"SELECT {told} FROM `t`"]


@pytest.mark.parametrize(("said", "told"), QUERIES)
def test_a_query_is_brought_into_the_shape_that_spark_reads(said: str, told: str) -> None:
    assert WORDS.of(said) == [told]


@pytest.mark.parametrize("said", REFUSED)
def test_what_spark_cannot_say_is_refused_and_not_said_otherwise(said: str) -> None:
    with pytest.raises(Untranslatable):
        WORDS.of(said)


@pytest.mark.parametrize("said", PASSING)
def test_a_statement_that_is_sparks_own_stays_as_it_is(said: str) -> None:
    assert WORDS.of(f"{said};") == [said]


@pytest.mark.parametrize(("said", "told"), STATEMENTS)
def test_a_statement_that_makes_something_is_said(said: str, told: list[str]) -> None:
    assert WORDS.of(said) == told


def test_a_table_that_passes_stands_in_a_schema_of_its_own_until_it_is_dropped() -> None:
    made = "create temp table moved as select 1 as a"
    assert WORDS.of(made)[0].startswith("create table `passing`.`moved` ")
    words = WORDS.after(made)
    assert words.of("select moved.a from moved join s.moved as b using (a)") == [
        "SELECT `moved`.`a` FROM `passing`.`moved` AS `moved` JOIN `s`.`moved` AS `b` USING (`a`)"
    ]
    assert words.of("with moved as (select 1 as a) select * from moved") == WORDS.of(
        "with moved as (select 1 as a) select * from moved"
    )
    assert words.of("insert into moved values (1)") == ["insert into `passing`.`moved` VALUES (1)"]
    assert words.of("drop table moved") == ["DROP TABLE `passing`.`moved`"]
    assert words.after("drop table moved") == WORDS
    for also in ('create temporary table "Moved" as select 1', "create temp view moved (a) as x"):
        assert WORDS.after(also) == words


def test_without_a_schema_for_them_no_table_can_pass() -> None:
    with pytest.raises(Untranslatable):
        Words().of("create temp table a as select 1 as b")


def test_the_types_of_columns_decide_what_is_not_said() -> None:
    types = {"a": "double", "d": "date", "z": "timestamp with time zone"}
    words = Words(columns=lambda schema, table: types if (schema, table) == ("s", "t") else {})
    (told,) = words.of(
        "select cast(x.a as integer), x.d - y.e, x.z at time zone 'UTC' "
        "from s.t as x join (select *, d as e from s.t) as y on true"
    )
    assert "cast(rint(`x`.`a`) as int)" in told
    assert "datediff(`x`.`d`, `y`.`e`)" in told
    assert "cast(`x`.`z` as timestamp_ntz)" in told


def test_rows_are_deleted_by_writing_down_those_that_stay() -> None:
    made, *rest = WORDS.of("delete from s.t where a > :least")[1:]
    assert made == (
        "create table `s`.`t__changed` using parquet as SELECT * FROM `s`.`t` AS `t` "
        "WHERE NOT coalesce(`a` > :least, FALSE)"
    )
    assert rest == [
        "insert overwrite table `s`.`t` by name select * from `s`.`t__changed`",
        "DROP TABLE `s`.`t__changed`",
    ]


def test_rows_are_updated_by_writing_down_all_of_them() -> None:
    (_, made, *_) = WORDS.of("update s.t set a = null where b")
    assert "CASE WHEN `t`.`row__hit` THEN NULL ELSE `t`.`a` END AS `a`" in made
    assert "coalesce(`b`, FALSE) AS `row__hit` FROM `s`.`t` AS `t`" in made


@pytest.mark.parametrize("named", ["k", "t.k", "s.t.k", '"S"."T".k'])
def test_columns_of_a_changed_table_may_be_named_by_its_schema(named: str) -> None:
    condition = f"{named} = 'a' and not exists (select 1 from s.f where {named} = f.k)"
    told = ("`k`" if named == "k" else "`t`.`k`", "`s`.`t` AS `t`")
    for said in (f"delete from s.t where {condition}", f"update s.t set n = 1 where {condition}"):
        made, asked = WORDS.of(said)[1], WORDS.asks(said)
        assert asked is not None
        for statement in (made, asked):
            assert "`s`.`t`.`k`" not in statement.lower()
            assert statement.lower().count(f"{told[0]} = ") == 2
            assert told[1] in statement


ASKED = [
    (
        "delete from s.t where k = :k",
        "SELECT 1 AS `hit` FROM `s`.`t` AS `t` WHERE `k` = :k LIMIT 1",
    ),
    (
        "update s.t as x set n = 1 from s.f as f, (values (:k)) as v(k) where x.k = f.k",
        "SELECT 1 AS `hit` FROM `s`.`t` AS `x` CROSS JOIN `s`.`f` AS `f`, "
        "VALUES (:k) AS `v`(`k`) WHERE `x`.`k` = `f`.`k` LIMIT 1",
    ),
    (
        "delete from s.t using s.f as f where t.k = f.k",
        "SELECT 1 AS `hit` FROM `s`.`t` AS `t` CROSS JOIN `s`.`f` AS `f` "
        "WHERE `t`.`k` = `f`.`k` LIMIT 1",
    ),
    ("delete from s.t", None),
    ("update s.t set n = 1", None),
    ("truncate s.t", None),
    ("insert into s.t select 1 as k", None),
]


@pytest.mark.parametrize(("said", "asked"), ASKED)
def test_whether_a_change_has_a_row_can_be_asked_before(said: str, asked: str | None) -> None:
    assert WORDS.asks(said) == asked


def test_a_change_of_a_table_that_passes_is_asked_of_it() -> None:
    words = WORDS.after("create temp table moved as select 1 as a")
    assert words.asks("delete from moved where a = 1") == (
        "SELECT 1 AS `hit` FROM `passing`.`moved` AS `moved` WHERE `a` = 1 LIMIT 1"
    )


def test_how_far_into_a_group_a_percentile_lies_may_be_a_parameter() -> None:
    for name in ("percentile_cont", "percentile_disc"):
        (told,) = WORDS.of(f"select {name}(:part) within group (order by n) from t")
        assert re.findall(r":\w+", told) == [":part"] * told.count(":part")


def test_no_error_of_a_moment_that_cannot_be_read_tells_the_text() -> None:
    (told,) = WORDS.of("select cast(x || '' as timestamp) from t")
    assert "raise_error('a text that is no moment')" in told


_NAMES = {
    "former": "select 'a' as former, 'b' as record_key",
    "tonight": "select 'a' as table_id, true as is_usual, 1 as row_count, 2 as newest_at",
    "claims": "claim_a_says = cast(:a as text), ",
    "claim_names": "claim_a_says",
    "claim_values": "cast(:a as text)",
    "columns": "change_id, customer_id",
    "customer": "null",
    "value": "null",
    "night": "1",
    "told": "told_findings",
    "then": "failing_then",
    "given": "(values (cast(:a as text))) as given(rule_id)",
    "named_by": figures.NAMED_BY,
    "named": figures.NAMED,
}


class _Names(dict[str, str]):
    """What a template does not have in `_NAMES` is called as its place is."""

    def __missing__(self, name: str) -> str:
        return name


def _templates(*modules: ModuleType) -> list[str]:
    found = [value for module in modules for value in vars(module).values()]
    texts = [one for value in found for one in (value if isinstance(value, tuple) else [value])]
    told = [one for one in texts if isinstance(one, str) and re.match(r"\s*(\w+) ", one)]
    begins = ("update", "delete", "insert", "create")
    said = [one for one in told if one.split()[0] in begins]
    assert said
    lists = re.compile(r" in :(\w+)")
    return [lists.sub(r" in (:\1_1, :\1_2)", one.format_map(_Names(_NAMES))) for one in said]


_OF_PACKAGE = _templates(
    *(contradictions, earlier, evidence, exceptions, figures, history, identity, renamed),
    table_nights,
)


@pytest.mark.parametrize("said", _OF_PACKAGE)
def test_every_statement_of_the_package_can_be_said(said: str) -> None:
    assert WORDS.of(said)
