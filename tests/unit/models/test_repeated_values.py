"""What comes twice is found by numbers made of the texts, and is told by the texts."""

from __future__ import annotations

from typing import Any

from tests.hand_made import HandMade
from tests.hand_made.engine import engine_here

ROWS = "('a', 1), ('a', 1), ('a', 2), ('b', 1), (null, 1), (null, 1)"


def told(query: str, rows: str = ROWS) -> list[Any]:
    given = f"with given as (select * from (values {rows}) as typed (name, part))"
    return sorted(HandMade().rows(f"{given} {query}"), key=str)


def test_all_rows_that_come_again_are_looked_at_and_on_duckdb_no_other() -> None:
    query = "select name, part from given where {{ may_repeat('given', ['name', 'part']) }}"
    again = [("a", 1), ("a", 1), (None, 1), (None, 1)]
    once = [("a", 2), ("b", 1)] if engine_here().dialect == "postgres" else []
    assert told(query) == sorted(again + once, key=str)


def test_the_test_of_uniqueness_names_each_value_that_comes_again_once() -> None:
    assert told("{{ duckdb__test_unique('given', 'name') }}") == [("a", 3)]


def test_a_key_that_comes_again_or_is_not_there_is_named_once() -> None:
    query = "{{ test_is_key('given', 'name') }}"
    assert told(query) == [("a", 3), (None, 2)]
    assert told(query, "('a', 1), ('b', 1)") == []
    assert told(query, "('a', 1), (null, 1)") == [(None, 1)]
