"""What earlier nights said of a rule: its trend, its versions, its verdict the night before."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from site_night import DEALS
from sqlalchemy import Connection, insert

from customer_truth.quality.tables import KEPT, rule_results, rules, runs
from customer_truth.site.history import KeptHistory
from customer_truth.verdict.verdict import Verdict

_FIRST = datetime(2026, 11, 1, 5)
_COUNTS = dict.fromkeys(
    ("declared", "evaluated", "passed", "warned", "failed", "errored", "skipped"), 1
)
_WORDS = dict.fromkeys(
    ("title", "suite", "mart", "kind", "person", "dimension", "why", "fix"), "word"
)


def _night(connection: Connection, number: int, **said: Any) -> None:
    """One night in which the rule said something and came to something."""
    placed = connection.execution_options(schema_translate_map={"quality": "kept_here"})
    at = _FIRST + timedelta(days=number)
    run = {"run_id": f"r{number}", "checkpoint": "nightly", "as_of": at, "started_at": at}
    placed.execute(
        insert(runs), {**run, "finished_at": at, "sources": "[]", "verdict": "x", **_COUNTS}
    )
    told = {"definition": "amount > 0", "owner": "sales", "severity": "critical", **said}
    moved = {"new": told.pop("new", 0), "resolved": told.pop("resolved", 0)}
    verdict, unseen = told.pop("verdict", "failed"), told.pop("not_looked_at", None)
    named = {"run_id": f"r{number}", "rule_id": DEALS.id}
    placed.execute(insert(rules), {**named, **_WORDS, "effective_from": date(2024, 1, 1), **told})
    counts = {"records": 100, "failing": number, "waived": 0, **moved}
    result = {"owner": "sales", "person": "p", "severity": "critical", "verdict": verdict}
    result["not_looked_at"] = unseen
    placed.execute(insert(rule_results), {**named, **result, **counts})


def _history(connection: Connection, nights: int = 30) -> KeptHistory:
    return KeptHistory(connection, "kept_here", nights)


def _tables(connection: Connection) -> None:
    KEPT.create_all(connection.execution_options(schema_translate_map={"quality": "kept_here"}))


def test_trend_is_the_last_nights_with_their_denominators(connection: Connection) -> None:
    _tables(connection)
    for number in range(5):
        _night(connection, number)
    (trend,) = _history(connection, nights=3).trends([DEALS.id])
    assert [(night.failing, night.records) for night in trend] == [(2, 100), (3, 100), (4, 100)]
    assert trend[-1].share == 0.04


def test_versions_are_told_newest_first_with_what_moved_that_night(connection: Connection) -> None:
    _tables(connection)
    _night(connection, 0, new=5)
    _night(connection, 1)
    _night(connection, 2, definition="amount > 1", new=7, resolved=1)
    _night(connection, 3, definition="amount > 1", owner="finance")
    (versions,) = _history(connection).versions([DEALS.id])
    told = [(v.definition, v.owner, v.since.day, v.new, v.resolved) for v in versions]
    assert told == [
        ("amount > 1", "finance", 4, 0, 0),
        ("amount > 1", "sales", 3, 7, 1),
        ("amount > 0", "sales", 1, 5, 0),
    ]


def test_first_night_has_none_before_it(connection: Connection) -> None:
    _tables(connection)
    _night(connection, 0)
    assert _history(connection).before() == {}
    _night(connection, 1, verdict="passed")
    assert _history(connection).before() == {DEALS.id: Verdict.FAILED}


def test_before_a_night_stands_the_last_one_in_which_the_rule_was_looked_at(
    connection: Connection,
) -> None:
    _tables(connection)
    _night(connection, 0, verdict="warned")
    _night(connection, 1, verdict="failed")
    _night(connection, 2, verdict="skipped", not_looked_at=3)
    _night(connection, 3, verdict="failed")
    assert _history(connection).before() == {DEALS.id: Verdict.FAILED}


def test_rule_without_a_night_has_no_trend(connection: Connection) -> None:
    _tables(connection)
    _night(connection, 0)
    never, _ = _history(connection).trends(["never", DEALS.id])
    assert never == []
