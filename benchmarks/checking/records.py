"""The records that are checked, the rules on them, and what is known to fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

WORDS = ("open", "won", "lost", "kept")
KNOWN = [*WORDS, "far too long"]
LEAST, MOST, LONGEST = 0, 10_000, 8
_NUMBERS = "case {fate} when 0 then null when 1 then -5.00 when 2 then 20000.00 else {some} end"
_TEXTS = "case {fate} when 0 then null when 1 then 'odd' when 2 then 'far too long' else {some} end"


def rules_on(columns: int) -> list[dict[str, Any]]:
    """Three rules a column: it is there, and two that say nothing of a value that is not.

    Each has an `id`, its `column`, the `shape` and the `limit` by which every tool says it, and its
    `sql`.
    """
    return [rule for column in range(columns) for rule in _rules_of(column)]


def _rules_of(column: int) -> Iterator[dict[str, Any]]:
    name = _name(column)
    yield _rule(name, "present", None, f"{name} is not null")
    if _is_number(column):
        yield _rule(name, "at_least", LEAST, f"{name} is null or {name} >= {LEAST}")
        yield _rule(name, "at_most", MOST, f"{name} is null or {name} <= {MOST}")
    else:
        words = ", ".join(f"'{word}'" for word in KNOWN)
        yield _rule(name, "one_of", KNOWN, f"{name} is null or {name} in ({words})")
        yield _rule(name, "no_longer", LONGEST, f"{name} is null or length({name}) <= {LONGEST}")


def _rule(name: str, shape: str, limit: Any, sql: str) -> dict[str, Any]:
    return {"id": f"{name}_{shape}", "column": name, "shape": shape, "limit": limit, "sql": sql}


def make_file(path: Path, rows: int, columns: int, failing: float) -> None:
    """Writes the table `records` of that many rows; `failing` is the share that fails each rule.

    Older engines can open the file, so that every tool reads the same one.
    """
    made = ", ".join(f"{_value(column, failing)} as {_name(column)}" for column in range(columns))
    with _opened(":memory:") as connection:
        connection.execute(f"attach '{path}' as file (storage_version 'v1.0.0')")
        connection.execute(
            "create table file.records as select i as record_id, "
            "'C-' || lpad(cast(i % 1000000 as varchar), 7, '0') as customer_id, "
            f"cast(i % 997 as decimal(18, 2)) as amount, {made} from range({rows}) as range(i)"
        )


def _value(column: int, failing: float) -> str:
    """A value from its row and column alone; of every 1 / `failing` rows one fails each rule."""
    fate = f"hash(i, {column}) % {round(1 / failing)}"
    if _is_number(column):
        some = f"cast(hash(i, {column}, 'n') % 1000000 as decimal(18, 2)) / 100"
        return f"cast({_NUMBERS.format(fate=fate, some=some)} as decimal(18, 2))"
    words = ", ".join(f"'{word}'" for word in WORDS)
    return _TEXTS.format(
        fate=fate, some=f"([{words}])[1 + cast(hash(i, {column}, 't') % {len(WORDS)} as integer)]"
    )


def _is_number(column: int) -> bool:
    return column % 2 == 0


def _name(column: int) -> str:
    return f"{'n' if _is_number(column) else 't'}_{column}"


def known_failures(path: Path, rules: list[dict[str, Any]]) -> dict[str, int]:
    """How many records fail each rule, counted by the engine."""
    counts = ", ".join(f"count(*) filter (where not ({rule['sql']}))" for rule in rules)
    with _opened(path) as connection:
        found = connection.execute(f"select {counts} from records").fetchone()
    assert found is not None
    return {rule["id"]: count for rule, count in zip(rules, found, strict=True)}


def forget_what_was_found(path: Path) -> None:
    """Removes what a contender wrote, so that the next one finds the file as it was made."""
    with _opened(path) as connection:
        for schema in ("found", "main_found"):
            connection.execute(f"drop schema if exists {schema} cascade")
        connection.execute("checkpoint")


def _opened(path: Path | str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(path))
    connection.execute("set enable_progress_bar = false")
    return connection
