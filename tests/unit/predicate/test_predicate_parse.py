"""What is a criterion, what is not, and what is said about it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_truth.predicate.errors import PredicateError
from customer_truth.predicate.predicate import parse

AS_OF = datetime(2026, 11, 23, 2, tzinfo=UTC)
COLUMNS = {
    "amount": "numeric(18, 2)",
    "quantity": "integer",
    "id": "bigint",
    "share": "numeric(4, 2)",
    "stage": "varchar(40)",
    "due_on": "date",
    "entered_at": "timestamp",
    "is_won": "boolean",
    "raw": "json",
}
LIMITS = {"days": 30, "share": 0.05, "word": "it's"}

REFUSED = [
    *(
        (f"regexp_like(stage, '{pattern}')", "around another repeat")
        for pattern in ("(a+)+$", "(a*)*", "((a+))+", "(?:[a-z]{2,})*", "x(a+)+", "^(a+)+")
    ),
    *(
        (f"regexp_like(stage, '{pattern}')", "characters when its repeats")
        for pattern in ("(?:x{1,255}){1,255}", "((a{9}){99}){99}", "a{255}b{255}c{255}d{255}")
    ),
    ("amount > 1.5e300 * 1e300", "the number 1.5e300"),
    (
        "amount > 1e29 * 1e29 * 1e29 * 1e29 * 1e29 * 1e29 * 1e29 * 1e29 * 1e29 * 1e29 * 1e29",
        "a number beyond what engines hold",
    ),
    (
        "amount * amount * amount > 0",
        "amount * amount * amount, which may need 54 digits (48 before the point, 6 after it), "
        "needs at most 38, all that engines hold exactly. Round earlier, or compute it from "
        "cast(amount as double).",
    ),
    ("id * id * id > 0", "id * id * id, which may need 57 digits"),
    ("is_won and 0 < 1.5 + amount * amount * id", "amount * amount * id, which may need 55 digits"),
    ("amount > 0.0000000000000000000000001", "may need 41 digits (16 before the point, 25 after"),
    ("id in (1, 0.00000000000000000000001)", "may need 42 digits (19 before the point, 23 after"),
    ("coalesce(amount, 0.0000000000000000000000001) > 0", "may need 41 digits"),
    ("case when is_won then amount else 0.0000000000000000000000001 end > 0", "need 41 digits"),
    ("greatest(id * id, share) > 0.5", "may need 40 digits (38 before the point, 2 after it)"),
    ("(id * id) + 0.001 > 0", "may need 41 digits (38 before the point, 3 after it)"),
    ("round(amount, 2) * amount * amount > 0", "may need 54 digits"),
    (
        "cast(amount as decimal(5, 2)) > 0",
        "which may reach 16 digits before the point, needs at "
        "most 3, all that decimal(5, 2) holds. Cast to decimal(18, 2).",
    ),
    ("cast(amount * amount as integer) > 0", "which may reach 32 digits before the point"),
    ("cast(id * 2 as integer) > 0", "which may reach 20 digits before the point"),
    ("amount > cast(1e29 as decimal(38, 10))", "may reach 30 digits before the point"),
    ("amount > cast(100 as decimal(3, 1))", "which may reach 3 digits before the point"),
    ("quantity > cast(10000000000000000000.5 as integer)", "which may reach 20 digits"),
    ("amount > round(1e25, 2)", "which may reach 26 digits before the point"),
    (
        "due_on + interval '99999' week + interval '99999' week + interval '99999' week > :as_of",
        "at most 4,000 years in all",
    ),
    ("due_on > :as_of - interval '99999' year", "at most 4,000 years in all"),
    ("", "no text"),
    ("the buyer sounded interested", "Free text cannot be checked"),
    ("interested", "unknown column interested"),
    ("amuont > 0", "Did you mean amount?"),
    ("quantity in (select quantity from orders)", "a subquery"),
    ("exists (select 1)", "a subquery"),
    ("(select 1) = 1", "a subquery"),
    ("amount = any(select 1)", "a subquery"),
    ("select 1", "a statement (select)"),
    ("delete from customers", "a statement (delete)"),
    ("amount > 0; drop table customers", "a semicolon"),
    ("amount > 0 -- or so", "a comment"),
    ("amount /* net */ > 0", "a comment"),
    ("{{ amount }} > 0", "a template brace"),
    ("count(amount) > 0", "the aggregate count()"),
    ("count(*) > 0", "the aggregate count()"),
    ("sum(amount) over () > 0", "a window function"),
    ("read_csv('x') = 1", "unknown function read_csv()"),
    ("lenght(stage) = 1", "Did you mean length?"),
    ("current_date > due_on", "date(:as_of)"),
    ("now() > entered_at", ":as_of"),
    ("o.amount > 0", "the qualified name o.amount"),
    ("*", "a star"),
    ('stage = "proposal"', "single quotes"),
    ("amount", "which is decimal"),
    ("1", "which is integer"),
    ("stage", "which is text"),
    ("'x'", "which is text"),
    ("amount and is_won", "amount, which is decimal"),
    ("amount = null", "Write x is null"),
    ("quantity not in (1, null)", "NULL"),
    ("stage = 5", "text and integer"),
    ("due_on > '2026-01-01'", "date '2026-01-31'"),
    ("due_on > date '2026-02-30'", "'2026-02-30' as date"),
    ("entered_at > timestamp '2026-01-01T00:00:00+01:00'", "a time zone"),
    ("entered_at - due_on > 1", "days_between"),
    ("due_on + 1 > due_on", "interval '3' day"),
    ("entered_at > :as_of - interval '3' parsecs", "a whole number of"),
    ("quantity > :dyas", "Did you mean days?"),
    ("quantity > ?", "without a name"),
    ("is_won > true", "true and false in an order"),
    ("raw = 1", "values of one kind"),
    ("cast(stage as integer) = 1", "Cast text in staging"),
    ("try_cast(stage as integer) = 1", "cast in staging"),
    ("cast(amount as json) is null", "a simple type"),
    ("amount in ()", "an empty list"),
    ("stage like stage", "a text in single quotes"),
    ("stage ilike 'x'", "lower(x) like"),
    ("stage || 'x' = 'y'", "the operator ||"),
    ("stage = 'x' 'y'", "two texts side by side"),
    ("regexp_like(stage, '(')", "not a regular expression"),
    (r"regexp_like(stage, '\bx')", "all engines read the same way"),
    ("regexp_like(stage, '(?i)x')", "all engines read the same way"),
    ("regexp_like(stage, '(?=x)')", "all engines read the same way"),
    ("regexp_like(stage, '[[:alpha:]]')", "all engines read the same way"),
    ("regexp_like(stage, 'a++')", "all engines read the same way"),
    ("regexp_like(stage)", "with 1 arguments"),
    ("round(amount, quantity) = 1", "decimals"),
    ("date_trunc('eon', due_on) = due_on", "'eon'"),
    ("amount % 2 = 0", "whole numbers"),
    ("amount between symmetric 1 and 2", "between low and high"),
    ("case when is_won then 1 else 'x' end = 1", "integer and text"),
    ("amount > 99999999999999999999999999999999999", "digits"),
    ("stage = 'x", "a quote that is not closed"),
    ("(" * 500 + "is_won" + ")" * 500, "levels of nesting"),
    ("is_won and " * 1000 + "is_won", "characters"),
]


@pytest.mark.parametrize(("text", "told"), REFUSED)
def test_what_is_no_row_predicate_is_refused_with_a_reason(text: str, told: str) -> None:
    with pytest.raises(PredicateError) as error:
        parse(text, COLUMNS, LIMITS)
    assert told in str(error.value)
    assert str(error.value).startswith("has ")
    assert ", needs " in str(error.value)


def test_a_predicate_names_the_columns_and_limits_that_it_uses() -> None:
    predicate = parse("Amount > :share or due_on < :as_of", COLUMNS, LIMITS)
    assert predicate.columns == {"amount", "due_on"}
    assert predicate.limits == {"share"}


def test_a_bare_boolean_column_is_a_predicate() -> None:
    assert parse("is_won", COLUMNS, {}).sql("duckdb", AS_OF) == '"is_won"'


def test_a_column_of_an_unknown_type_may_only_be_tested_for_null() -> None:
    assert parse("raw is not null", COLUMNS, {}).columns == {"raw"}


def test_not_may_stand_in_many_parts_of_a_long_condition() -> None:
    text = " and ".join(["not is_won", "stage is not null"] * 60)
    assert parse(text, COLUMNS, {}).columns == {"is_won", "stage"}


RENDERED = [
    ("amount / quantity > :share", "postgres", "as double precision)"),
    ("entered_at < :as_of", "spark", "timestamp '2026-11-23 02:00:00'"),
    ("stage = :word", "postgres", "'it''s'"),
    ("stage = :word", "spark", "'it''s'"),
    ("stage like '%\\%'", "postgres", r"like '%\%' escape ''"),
    ("stage like '%\\%'", "spark", r"like '%\%'"),
    ("stage < 'x'", "postgres", '("stage" collate "C") <'),
    (r"regexp_like(stage, '^\d+$')", "duckdb", r"regexp_matches(\"stage\", '^[0-9]+$', 's')"),
    (r"regexp_like(stage, '^[$\d]+$')", "spark", r"'^[\$0-9]+$', 's')"),
    ("days_between(due_on, entered_at) > :days", "spark", "date_diff('day', "),
    ("starts_with(stage, 'a')", "spark", "starts_with(\"stage\", 'a')"),
    ("quantity > interval_days", "duckdb", '"interval_days"'),
]


@pytest.mark.parametrize(("text", "dialect", "told"), RENDERED)
def test_a_predicate_is_spelt_as_its_engine_reads_it(text: str, dialect: str, told: str) -> None:
    predicate = parse(text, COLUMNS | {"interval_days": "integer"}, LIMITS)
    assert told.replace('\\"', '"') in predicate.sql(dialect, AS_OF)  # type: ignore[arg-type]


def test_the_night_is_told_in_utc() -> None:
    predicate = parse("entered_at < :as_of", COLUMNS, {})
    naive = predicate.sql("duckdb", datetime(2026, 11, 23, 2))
    assert predicate.sql("duckdb", AS_OF) == naive


def test_dividing_by_nothing_is_unknown_and_stops_no_run() -> None:
    sql = parse("amount / quantity > 1", COLUMNS, {}).sql("duckdb", AS_OF)
    row = duckdb.connect().execute(f"select {sql} from (select 1 as amount, 0 as quantity)")
    assert row.fetchall() == [(None,)]


WORDS = st.sampled_from(
    re.findall(
        r"\S+",
        "amount stage due_on is_won and or not in is null true case when then else end between "
        "like ( ) , ; ' \" :days :as_of = < > <> + - * / % 1 2.5 'x' select from cast as date "
        "interval day "
        "over filter any exists [ ] { } :: . -- /* */ @ # $1 ? regexp_like coalesce lateral",
    )
)


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=80) | st.lists(WORDS, max_size=14).map(" ".join))
def test_whatever_the_text_is_it_is_a_predicate_or_a_predicate_error(text: str) -> None:
    try:
        predicate = parse(text, COLUMNS, LIMITS)
    except PredicateError as error:
        assert str(error)
        return
    for dialect in ("duckdb", "postgres", "spark"):
        assert predicate.sql(dialect, AS_OF)  # type: ignore[arg-type]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=20))
def test_a_limit_can_never_break_out_of_its_quotes(value: str) -> None:
    try:
        predicate = parse("stage = :word", COLUMNS, {"word": value})
    except PredicateError:
        assert "\x00" in value
        return
    row = duckdb.connect().execute(
        f"select {predicate.sql('duckdb', AS_OF)} from (select ? as stage)", [value]
    )
    assert row.fetchall() == [(True,)]


RUNS = (
    "regexp_like(stage, '^[a-z]+(-[a-z]+)*$')",
    "regexp_like(stage, '^([0-9]+,)*$')",
    "regexp_like(stage, '(a+b)+')",
    "regexp_like(stage, '(a?)+')",
    "amount > 1 / 0",
    "quantity > 7 % 0",
    "(id * id) % 2 = 0.001",
    "quantity > 24 * 60",
    "quantity > 24 * 60 * 60 * 1000 * 1000",
    "quantity > 9223372036854775807 + 1",
    "quantity > 99999999999999 * 99999999999999",
    "quantity > abs(-9223372036854775807 - 9)",
    "amount - 10000000000000000000000000000 * 3 < 0",
    "cast(share as decimal(3, 0)) is null",
    "amount > cast(99 as decimal(3, 1))",
    "due_on > :as_of - interval '1000' year",
)


@pytest.mark.parametrize("text", RUNS)
def test_what_is_no_overflow_and_no_trap_stays(text: str) -> None:
    sql = parse(text, COLUMNS, LIMITS).sql("duckdb", AS_OF)
    declared = ", ".join(f'"{name}" {type_}' for name, type_ in COLUMNS.items())
    with duckdb.connect() as connection:
        connection.execute(f"create table mart ({declared})")
        connection.execute("insert into mart (quantity) values (1)")
        connection.execute(f"select * from mart where {sql}").fetchall()


@pytest.mark.parametrize(
    "text",
    [
        "is_won = false is null",
        "is_won <> false is not null",
        "not is_won = true is null",
        "quantity > 1 is null",
        "quantity > 1 is not null and is_won is null",
        "is_won is null = false",
        "quantity + 1 is null",
        "stage in ('a', 'b') is null",
    ],
)
@pytest.mark.parametrize("row", ["null, null, null", "true, 1, 'a'", "false, 2, 'c'"])
def test_is_binds_as_in_the_engine(text: str, row: str) -> None:
    sql = parse(text, COLUMNS, LIMITS).sql("duckdb", AS_OF)
    with duckdb.connect() as connection:
        connection.execute("create table mart (is_won boolean, quantity integer, stage text)")
        connection.execute(f"insert into mart values ({row})")
        (answers,) = connection.execute(f"select {sql}, {text} from mart").fetchall()
    assert answers[0] == answers[1]
