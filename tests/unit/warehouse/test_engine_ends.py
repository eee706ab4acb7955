"""The engine ends what DuckDB 2.0.0 never did: a LIMIT over what reads one subquery twice.

There a reader under the LIMIT waits for a join's other side, which waits for rows that the first
reader has not yet taken: it needs more rows than the 65,536 that are kept for it.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.sql_of import sql_of_model

_LONGEST = 60  # seconds; each takes far less than one, the rest is a busy machine
_ROWS = 70_000
_NUMBERS = f"create table numbers as select i as n from range({_ROWS}) as made (i);"
_TWICE = "(with c as (select distinct n from numbers) select a.n from c as a join c as b using (n))"
_MATCHES = f"""
create table customer_crosswalk as
select 'r' || i as crosswalk_id, 's' as source_system, 'e' as entity, 'c' || i as customer_id
from range({_ROWS}) as made (i);
create table customers as select customer_id, 1.00 as invoiced_last_year from customer_crosswalk;
create table match_decisions (record_a text, record_b text, decision text);
create table scored_pairs (
    record_id_a text, record_id_b text, match_weight double, match_probability double,
    agreed_on text, differs_on text
);
create table crowds (
    crowd_id text, shared_fields text, record_count int, customer_count int, most_sharing int,
    record_id text, record_ids text
);
"""


class _Relation(str):
    """A table by its bare name, wherever it is."""

    def include(self, **_: bool) -> str:
        return self


def _ask(*statements: str) -> str:
    """What the last of some statements answers, in a process that a hang cannot outlive."""
    lines = [
        "import duckdb",
        "engine = duckdb.connect()",
        *(f"engine.execute({statement!r})" for statement in statements),
        "print(engine.fetchall())",
    ]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        timeout=_LONGEST,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    "asked",
    [
        f"select 1 from {_TWICE} limit 1",
        f"select 1 where exists (select 1 from {_TWICE})",
        "select 1 from (select distinct n from numbers) as a "
        "join (select distinct n from numbers) as b using (n) limit 1",
    ],
)
def test_a_limit_over_a_subquery_that_is_read_twice_ends(asked: str) -> None:
    assert _ask(_NUMBERS, asked) == "[(1,)]"


@pytest.mark.parametrize("mart", ["suspected_matches", "crowds_of_records"])
def test_a_mart_that_is_a_view_answers_for_its_first_rows(mart: str) -> None:
    sql = sql_of_model(mart, ref=_Relation, source=lambda _, table: _Relation(table))
    view = f"create view {mart} as {sql}"
    assert _ask(_MATCHES, view, f"select 1 from {mart} limit 1") == "[]"
