"""What pairs lead to, found by steps that go twice as far each time, is what a recursion finds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import Environment

from customer_truth.dialects.spark_sql import Words
from tests.conftest import ROOT

_TEXT = (ROOT / "macros/identity.sql").read_text()
_MACROS: Any = Environment(autoescape=False).from_string(_TEXT).module
DOUBLED = str(_MACROS.spark__reachable("pairs", "one_id", "other_id"))
_RECURSED = str(_MACROS.default__reachable("pairs", "one_id", "other_id"))
MOST = 256
_ids = st.integers(1, 7).map(str)


@pytest.fixture(scope="module")
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute("create macro raise_error(words) as error(words)")
    yield connection


def _reached(
    duck: duckdb.DuckDBPyConnection, reachable: str, pairs: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    duck.execute("create or replace table pairs (one_id text, other_id text)")
    if pairs:
        duck.execute(
            "insert into pairs select unnest(?), unnest(?)",
            [[one for one, _ in pairs], [other for _, other in pairs]],
        )
    query = f"with recursive reached as ({reachable}) select * from reached"
    return sorted(duck.execute(query).fetchall())


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(_ids, _ids), max_size=12))
def test_rings_and_pairs_that_come_again_lead_to_the_same(
    duck: duckdb.DuckDBPyConnection, pairs: list[tuple[str, str]]
) -> None:
    assert _reached(duck, DOUBLED, pairs) == _reached(duck, _RECURSED, pairs)


def test_the_longest_chain_is_followed_to_its_end(duck: duckdb.DuckDBPyConnection) -> None:
    found = _reached(duck, DOUBLED, [(str(n), str(n + 1)) for n in range(MOST)])
    assert len(found) == MOST * (MOST + 1) // 2


def test_a_chain_that_is_longer_is_told(duck: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.Error, match="more than 256 records"):
        _reached(duck, DOUBLED, [(str(n), str(n + 1)) for n in range(MOST + 1)])


def test_each_step_is_named_once_by_the_next_one() -> None:
    named = re.findall(r"from (led_\d|pairs)\b", DOUBLED)
    assert len(named) == len(set(named)) == 11


def test_it_can_be_said_to_spark() -> None:
    pairs = "pairs as (select 'a' as one_id, 'b' as other_id)"
    query = f"with {pairs}, r as ({DOUBLED}) select * from r"
    assert len(Words().of(query)) == 1
