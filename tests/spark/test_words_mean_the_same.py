"""What is said to Spark answers as DuckDB does, value by value; both are asked side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

import duckdb
import pytest

from customer_truth.dialects import SPELLINGS
from customer_truth.dialects.spark_sql import Untranslatable, Words
from customer_truth.warehouse.spark_session import session_of
from customer_truth.warehouse.spark_settings import read_settings
from tests.unit.dialects.test_reachable_by_doubling import DOUBLED

TEXTS = (
    "(values ('abc', 'b'), ('', 'x'), (' a ', 'a'), (null, 'a'), ('aXbX', 'X'), ('a_b', null), "
    "('a\\_b', 'a'), ('it''s $1 ${x}', '$'), ('İSTANBUL ΟΔΟΣ ß', 'ß'), ('zeile' || chr(10), 'e'), "
    "('a;b;;c', ';'), ('  00123.0', '.'), ('x' || chr(160), 'x'), ('1.500', '0')) as t(a, b)"
)
NUMBERS = (
    "(values (7, 2, 2.5, 1.25), (-7, 2, -2.5, 0.5), (0, 3, 3.5, 2.0), (null, 1, null, 1.0), "
    "(9, 4, 0.125, 1000.0)) as t(i, j, d, e)"
)
TIMES = (
    "(values (timestamp '2026-03-29 01:30:00', date '2026-03-29'), "
    "(timestamp '2026-10-25 00:59:59.123456', date '2026-10-25'), "
    "(timestamp '1969-12-31 23:59:59.5', date '1969-12-31'), "
    "(timestamp '2024-02-29 12:00:00', date '2024-02-29'), "
    "(timestamp '2026-01-04 00:00:00', date '2026-01-04'), (null, null)) as t(m, d)"
)
SAID_TIMES = (
    "(values ('2026-01-01'), ('2026-01-01 09:00'), ('2026-01-01T09:00:00.123456789'), "
    "('2026-01-01 24:00:00'), ('2026-01-01 24:00:01'), ('2026-01-01 09:00:60'), ('2026-02-30'), "
    "('2026-01-01 09:00+02'), ('2026-01-01T09:00:00+05:30'), ('2026-01-01 09:00:00+0530'), "
    "('2026-01-01 09:00:00Z'), ('2026-01-01 09:00:00+19:00'), ('2026-01-01 09:00:00-23:30'), "
    "('2026-01-01 24:00:00+02:00'), ('2026'), ('2026-01'), ('09:00'), (''), ('no'), (null), "
    "('2026-01-01 09:00:00 UTC'), ('2026-1-1'), (' 2026-01-01 '), ('2026-01-01 09:00:00.1Z')) "
    "as t(x)"
)
CLOCKS = (
    "(values (timestamp '2026-10-25 02:30:00', 'Europe/Paris'), "
    "(timestamp '2026-10-25 01:59:59', 'Europe/Paris'), "
    "(timestamp '2026-10-25 03:00:00', 'Europe/Paris'), "
    "(timestamp '2026-03-29 02:30:00', 'Europe/Paris'), "
    "(timestamp '2026-11-01 01:30:00', 'America/New_York'), "
    "(timestamp '2026-04-05 01:45:00', 'Australia/Lord_Howe'), "
    "(timestamp '2026-10-04 02:15:00', 'Australia/Lord_Howe'), "
    "(timestamp '2026-07-01 12:00:00', 'Asia/Kolkata'), (timestamp '2026-07-01 12:00:00', 'UTC'), "
    "(timestamp '2026-07-01 12:00:00', null), (null, 'UTC')) as t(m, z)"
)
LISTS = "(values ([1, 2, null]), ([3]), (null)) as t(l)"
DOUBLES = (
    "(values (1e7), (123456789.125), (1e15), (1e16), (1.5e20), (0.001), (0.0001), (0.00012345), "
    "(1e-05), (0.5), (-1e7), (100.0), (0.0)) as t(x)"
)

EXPRESSIONS = {
    TEXTS: [
        *("length(a)", "lower(a)", "upper(replace(a, 'İ', ''))", "trim(a)", "rtrim(a, 'X0.')"),
        *("trim(a, ' ' || chr(160))", "ltrim(a, ' 0')", "concat(a, b)", "a || b"),
        *("concat_ws('-', a, b)", "replace(a, 'X', b)", "translate(a, 'abX', 'x')"),
        *("substr(a, 2)", "substr(a, 0, 2)", "substr(a, -2, 1)", "substr(a, -5, 3)", "a[1]"),
        *("substr(a, strpos(a, 'b') + 1)", "left(a, 2)", "left(a, -1)", "right(a, -1)"),
        *("strpos(a, 'b')", "position('' in a)", "split_part(a, ';', 1)", "split_part(a, ';', 9)"),
        *("split_part(a, ';', -1)", "lpad(a, 5, '0')", "lpad(a, 2, 'x')", "rpad(a, 5, '-')"),
        *("repeat(a, 2)", "md5(a)", "starts_with(a, 'a')", "ends_with(a, 'X')", "contains(a, b)"),
        *("greatest(a, b)", "least(a, b)", "nullif(a, '')", "coalesce(a, b)", "ifnull(a, 'n')"),
        *("a like 'a\\_b'", "a like 'a_b'", "a not like '%' || b || '%'", "a ilike 'A%'"),
        *("a like 'a!_b' escape '!'", "a like '!a%!b%' escape '!'", "a like 'a\\!_b' escape '!'"),
        *("a like ('!' || a || '%') escape '!'", "a not like (a || '!%') escape '!'"),
        *("a like b escape ''", "a is distinct from b", "a < b"),
        *("regexp_matches(a, 'e$')", "regexp_matches(a, 'e.$', 's')", "a ~ '^a.b$'"),
        *("regexp_matches(a, '^[[:space:]]+')", "regexp_matches(a, 'X', 'i')"),
        *("regexp_replace(a, 'X', '-')", "regexp_replace(a, 'X', '-', 'g')"),
        *("regexp_replace(a, '(.)X', '[\\1$]')", "regexp_replace(a, '[.]0+$', '')"),
        *("regexp_replace(a, '[^a-z]+', '', 'g')", "regexp_replace(a, 'a*', 'x')"),
        *("regexp_extract(a, '(a)(x)?', 2)", "regexp_extract(a, 'b')", "regexp_extract(a, 'q')"),
        *("regexp_matches(a, '\\bb')", "regexp_matches(a, '{x}')", "regexp_matches(a, '\\$1 \\$')"),
        *("len(string_split(a, ';'))", "try_cast(a as integer)", "try_cast(a as numeric(28, 8))"),
        *("try_cast(a as double)", "a in (b, 'abc')", "case a when 'abc' then 1 end"),
        *("(a, b) in (values ('abc', 'b'))", "typeof(a)", "a between 'a' and 'b'", "'\\' || a"),
    ],
    NUMBERS: [
        *("i / j", "d / e", "i // j", "i % j", "d % 2", "mod(i, j)", "i * d", "i + d", "-i"),
        *("cast(d as integer)", "cast(cast(d as double) as integer)", "cast(d as text)"),
        *(
            "cast(i as text)",
            "cast(e as numeric(18, 2))",
            "cast(cast(d as double) as numeric(18, 2))",
        ),
        *(
            "cast(d + cast(e as double) as numeric(18, 2))",
            "to_days(i + j) + date '2026-01-01'",
            "cast(i as numeric(28, 8))",
            "cast(cast(0 as numeric(28, 8)) as text)",
            "abs(d)",
        ),
        *("round(d)", "round(d, 1)", "floor(d)", "ceil(d)", "trunc(d)", "power(i, 2)", "j ** 2"),
        *("sqrt(j)", "greatest(i, j, d)", "least(i, null)", "coalesce(i, d)", "xor(j, 3)"),
        *("cast(i > 0 as integer)", "cast('2.5' as integer)", "cast('1e3' as numeric)"),
        *(
            "if(i > 0, 'a', 'b')",
            "(i > 0) is not true",
            "nullif(i, 0)",
            "d * e * e",
            "cast(d as numeric)",
        ),
    ],
    TIMES: [
        *("cast(m as date)", "cast(d as timestamp)", "cast(m as text)", "cast(d as text)"),
        *("date_trunc('month', m)", "date_trunc('week', d)", "date_trunc('quarter', m)"),
        *(
            "date_trunc('hour', m)",
            "d + 1",
            "d - 7",
            "d - date '2026-01-01'",
            "d + interval '1 month'",
        ),
        *("m + interval '36 hours'", "m - interval '1 day'", "m + 2 * interval '90 minutes'"),
        *("extract(year from m)", "extract(month from d)", "extract(day from d)"),
        *("extract(hour from m)", "extract(minute from m)", "extract(second from m)"),
        *("extract(isodow from d)", "extract(dow from d)", "extract(week from d)"),
        *("extract(epoch from m)", "extract(quarter from d)", "date_part('doy', d)"),
        *("epoch_us(m)", "epoch_us(d)", "epoch(m)", "strftime(m, '%Y-%m-%dT%H:%M:%S.%f')"),
        *("strftime(d, '%d/%m/%y')", "last_day(d)", "make_date(2026, 1, 2)", "m < d", "m = d"),
        *("date_diff('day', m, timestamp '2026-01-01 00:00:00')", "m > timestamp '2026-01-01'"),
        *("date_diff('hour', m, timestamp '2026-01-01 00:30:00')", "m between d and d + 1"),
        *("date_diff('minute', timestamp '2026-01-01 00:30:00', m)", "try(m + interval '3' day)"),
        *("date_diff('second', m, d)", "date_diff('month', d, date '2026-02-01')"),
        *("date_diff('year', d, date '2026-02-01')", "date_diff('microsecond', m, d)"),
        *("d + (d - date '2026-01-01') * interval '1 day'", "coalesce(m, d)", "greatest(m, d)"),
        *(
            "cast(date_trunc('month', d) + interval '1 month' as date) - 1",
            "try_cast(d as timestamp)",
        ),
        "m + interval '30' second > timestamp '2026-03-29 01:30:00'",
        "extract(epoch from (m - timestamp '2026-01-01 00:00:00'))",
        # Of an element nothing tells what it is.
        "extract(epoch from ([m][1] - [timestamp '2026-01-01 00:00:00'][1]))",
    ],
    SAID_TIMES: [
        *("try_cast(x || '' as timestamp)", "try_cast(x || '' as timestamptz)"),
        "try_cast(x || '' as timestamptz) at time zone 'UTC'",
        "cast(cast(try_cast(x || '' as timestamp) as date) as text)",
    ],
    CLOCKS: [
        *("m at time zone z", "(m at time zone z) at time zone 'UTC'"),
        "(m at time zone 'UTC') at time zone z",
        "cast((m at time zone 'UTC') at time zone 'America/New_York' as date)",
    ],
    LISTS: [
        *("l[1]", "l[-1]", "l[9]", "len(l)", "list_contains(l, 3)", "list_contains(l, 9)"),
        *("array_to_string(l, ',')", "list_contains([1, 2], 2)"),
    ],
    DOUBLES: [
        "cast(cast(x as double) as text)",
        SPELLINGS["spark"].plain_text("cast(x as double)"),
    ],
}
QUERIES = [
    f"select a from {TEXTS} order by a, b desc",
    "select string_agg(a, ', ' order by a desc), count(*), count(a), count(distinct b) "
    f"from {TEXTS}",
    "select max(a) filter (where b = 'a'), min(a), bool_or(a = 'abc'), bool_and(b = 'a') "
    f"from {TEXTS}",
    f"select sum(i), avg(i), avg(e), sum(d), max(d), median(i), median(e::double) from {NUMBERS}",
    f"select percentile_cont(0.1) within group (order by cast(d as double)) from {NUMBERS}",
    "select percentile_cont(0.9) within group (order by cast(e as double)) filter (where i > 0) "
    f"from {NUMBERS}",
    "select percentile_disc(0.1) within group (order by d), percentile_disc(0.5) within group "
    "(order by i), percentile_disc(1) within group (order by i), percentile_disc(0) within group "
    f"(order by e) from {NUMBERS}",
    "select percentile_disc(0.5) within group (order by a) filter (where b = 'a'), "
    f"percentile_disc(0.5) within group (order by a) filter (where b = 'none') from {TEXTS}",
    "select round(stddev(i), 9), round(stddev_samp(d), 9), round(stddev_pop(e), 9), "
    f"round(variance(j), 9), round(var_samp(e), 9), round(var_pop(i), 9) from {NUMBERS}",
    f"select stddev_samp(i), var_samp(i) from {NUMBERS} where i = 7",
    f"select mode(j), approx_count_distinct(j) from {NUMBERS} where j = 2",
    f"select arg_max(i, e), arg_max(d, e), any_value(d), min(i) from {NUMBERS}",
    f"select list(i) from {NUMBERS} where i > 100",
    f"select len(list(i)) from {NUMBERS}",
    "select a, row_number() over (order by a, b), lag(a) over (order by a, b) from "
    f"{TEXTS} order by a, b",
    f"select first_value(i) over (order by i), sum(j) over (order by j) from {NUMBERS} "
    "order by i, j",
    f"select i from {NUMBERS} qualify row_number() over (partition by j order by i) = 1 order by i",
    f"select distinct on (j) j, i from {NUMBERS} order by j, i desc",
    f"select * exclude (b) from {TEXTS} order by a limit 3 offset 1",
    f"select unnest(string_to_array(a, ';')) as part, b from {TEXTS} order by part, b",
    f"select u.x, t.l[1] from {LISTS} join unnest(t.l) as u(x) on true order by u.x",
    f"select u.x, t.l[1] as f from {LISTS} left join unnest(t.l) as u(x) on true order by f, u.x",
    f"select u.x, i from {NUMBERS} join unnest([case when i between 1 and j then 'a' end, "
    "case when nullif(i, 7) is null then 'b' end]) as u(x) on true order by i, u.x",
    f"select count(*) from (select * from {NUMBERS} where (true)) as x where ((i > 1))",
    "select n from generate_series(3, 1) as s(n) union all select n from "
    "generate_series(1, 2) as s(n)",
    "select * from range(3) as r(i), (values (1), (2)) as v(j) order by i, j",
    f"select a from {TEXTS} where (a, b) not in (values ('abc', 'b'), ('x', 'y')) order by a",
    f"select a from {TEXTS} where exists (select 1 from {NUMBERS} where t.j = 2) order by a",
    "with recursive r as (select 1 as n union all select n + 1 from r where n < 5) select "
    "sum(n) from r",
    "select * from (with k as (select 1 as a) select * from k) as x "
    "union all select * from (with k as (select 2 as a) select * from k) as y order by a",
    f"select j, count(*) from {NUMBERS} group by all order by all",
    "select a.i, b.i from (values (1), (2)) as a(i) full join (values (2), (3)) as b(i) using (i) "
    "order by a.i, b.i",
    "select x is null, coalesce((x <> 1), false) from (select null as x) as t",
    "select 1 as a union select 1 except select 2",
    "select (select max(v.n) from (values ('x', 1), ('y', 2)) as v(k, n) where v.k = u.k) as n, "
    "case when u.k in (select k from (values ('x'), ('z')) as w(k)) then 1 else 0 end as f "
    "from (values ('x'), ('y'), ('q')) as u(k) order by u.k",
    "select k, n from (values ('x', 1), ('y', 2)) as v(k, n) where coalesce(n = 1 or k in "
    "(select k from (values ('y')) as w(k)), false) order by k",
    f"select avg(e) from {NUMBERS} where i > 0",
    "select d, sum(i) filter (where j = 2) over (partition by j order by i), "
    f"count(*) filter (where i > 0) over () from {NUMBERS} "
    "order by i, j",
    f"select string_agg(distinct b, '' order by b) from {TEXTS}",
    f"select cast(date_trunc('month', m) as date) as month, count(*) from {TIMES} "
    "group by cast(date_trunc('month', m) as date) order by month",
    "select x, count(*) from (values ('a'), ('A'), ('a ')) as t(x) group by x order by x",
    "select * from (values (1, 'a')) as a(i, x) natural join (values (1, 'b')) as b(i, y)",
    "select a.i from (values (1), (null)) as a(i) where a.i not in (select 2)",
    "select a + 1 as b, b * 2 as c from (values (1)) as t(a)",
    "select * from (values (1), (2)) as a(i) left join (values (1, 'x'), (4, 'y')) as b(n, s) "
    "on (select max(v.m) from (values (1, 1), (2, 4), (2, 3)) as v(k, m) where v.k = a.i) = b.n "
    "order by i",
    "with x as (select 1 as a), y as (select a + 1 as a from x) select * from x, y",
    "with recursive pairs(one_id, other_id) as (values ('a', 'b'), ('b', 'c'), ('c', 'a'), "
    "('c', 'd'), ('e', 'e'), ('d', 'f'), ('f', 'g'), ('g', 'h'), ('a', 'b')), "
    f"reached as ({DOUBLED}) select * from reached order by all",
]
# What makes a table of three rows, and what then changes it.
MADE = (
    "create table {s}.t (k text, n bigint, m timestamp, a numeric(18, 2))",
    "insert into {s}.t values ('a', 1, timestamp '2026-01-01 00:00:00', 1.5), ('b', 2, null, 2), "
    "(null, null, null, null)",
    "create table {s}.f (k text, n bigint, old boolean)",
    "insert into {s}.f (k, n) values ('a', 10), ('a', 10), ('b', 20), ('c', 30)",
)
CHANGES = [
    "update {s}.t set n = n + 1, m = null where k = 'a'",
    "update {s}.t set a = 9.999",
    "update {s}.t set n = f.n, k = f.k || '!' from {s}.f as f where t.k = f.k and f.n > t.n",
    "update {s}.t set n = case when t.n is null then 0 else e.n end from {s}.f as e "
    "inner join {s}.f as g on e.k = g.k where t.k = e.k "
    "and not exists (select 1 from {s}.f as x where x.k = t.k and x.n > 15)",
    "update {s}.t set n = null where not exists (select 1 from {s}.f as f where f.k = t.k) "
    "and (k in ('a', 'b') or k not in ('c'))",
    "update {s}.t set n = 5 where {s}.t.k = 'a' and not exists "
    "(select 1 from {s}.f as f where f.k = {s}.t.k and f.n > 15)",
    "update {s}.t set n = v.n, k = v.s from (values ('a', 5, cast(null as text)), "
    "('b', 6, 'x'), ('q', 7, 'y')) as v(k, n, s) where t.k = v.k",
    "update {s}.t set n = 3 where k = 'nobody'",
    "delete from {s}.t where {s}.t.k = 'a'",
    "delete from {s}.t where not exists (select 1 from {s}.f as f where {s}.t.k = f.k)",
    "delete from {s}.t where k = 'a'",
    "delete from {s}.t where n not in (select n from {s}.f) or k is null and n is null",
    "delete from {s}.t where (k, n) not in (values ('a', 1)) or n = 2",
    "delete from {s}.t using {s}.f as f where t.k = f.k",
    "delete from {s}.t",
    "truncate {s}.t",
    "insert into {s}.t (n, k) select n, k from {s}.f",
    "insert into {s}.t by name select 7 as n, 'z' as k",
    "alter table {s}.t add column extra text",
    "create table {s}.joined as select k, null as n, null as none from {s}.t "
    "union all select k, n, null from {s}.t",
    "create temp table moved as select k, null as nothing from {s}.t",
]


class Both:
    """Both engines, each with a schema of its own for each test."""

    def __init__(self) -> None:
        settings = read_settings()
        self.spark = session_of(settings.remote, settings.catalog)
        self.duck = duckdb.connect()
        self.duck.execute("set timezone = 'UTC'")
        self.duck.execute("create macro raise_error(words) as error(words)")
        self.numbers = count()
        self.words = Words(passing="words_passing", columns=self.types)

    def types(self, schema: str, table: str) -> dict[str, str]:
        if not schema or not self.spark.catalog.tableExists(f"{schema}.{table}"):
            return {}
        fields = self.spark.table(f"{schema}.{table}").schema.fields
        return {field.name: field.dataType.simpleString() for field in fields}

    def schema(self) -> str:
        name = f"words_{next(self.numbers)}"
        self.duck.execute(f"create schema {name}")
        for one in (name, "words_passing"):
            self.spark.sql(f"drop schema if exists {one} cascade")
            self.spark.sql(f"create schema {one}")
        return name

    def run(self, statement: str) -> None:
        self.duck.execute(statement)
        question = self.words.asks(statement)
        if question is not None and self.spark.sql(question).isEmpty():
            return
        for step in self.words.of(statement):
            self.spark.sql(step)
        self.words = self.words.after(statement)

    def answers(self, query: str) -> tuple[list[Any], list[Any]]:
        expected = self.duck.execute(query).fetchall()
        (told,) = self.words.of(query)
        columns = [column.to_pylist() for column in self.spark.sql(told).toArrow().columns]
        return list(zip(*columns, strict=True)), expected


@pytest.fixture(scope="module")
def both() -> Iterator[Both]:
    yield Both()


def alike(rows: Sequence[Any]) -> list[Any]:
    """Numbers are compared by what they are, whatever their type."""
    return [tuple(float(one) if hasattr(one, "quantize") else one for one in row) for row in rows]


@pytest.mark.parametrize(
    ("said", "rows"), [(said, rows) for rows, all_said in EXPRESSIONS.items() for said in all_said]
)
def test_an_expression_has_the_same_value(both: Both, said: str, rows: str) -> None:
    found, expected = both.answers(f"select {said} as said from {rows}")
    assert alike(found) == alike(expected)


@pytest.mark.parametrize("said", QUERIES)
def test_a_query_finds_the_same_rows(both: Both, said: str) -> None:
    found, expected = both.answers(said)
    assert alike(found) == alike(expected)


@pytest.mark.parametrize("change", CHANGES)
def test_a_table_is_changed_alike(both: Both, change: str) -> None:
    names = {"s": both.schema()}
    for statement in (*MADE, change):
        both.run(statement.format(**names))
    found, expected = both.answers("select * from {s}.t order by all".format(**names))
    assert alike(found) == alike(expected)


def test_a_list_of_a_group_in_an_order_is_refused(both: Both) -> None:
    with pytest.raises(Untranslatable):
        both.words.of(f"select list(a order by b) from {TEXTS}")
