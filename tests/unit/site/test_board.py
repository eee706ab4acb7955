"""The board's sheet: counted by week, the costliest first, and no record named."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from site_night import AS_OF, CLASH, found, keep, night
from sqlalchemy import Connection, update

from customer_truth.quality.tables import contradictions
from customer_truth.registry.rows import DecisionRight
from customer_truth.site.board import Board, read_board
from customer_truth.site.render import environment, write_page
from customer_truth.site.truth_gap import Month, TruthGap

_MONDAY = date(2026, 11, 23)
_LIMIT: Any = 3
RIGHTS = [
    DecisionRight(
        file=Path("decision_rights.csv"),
        line=1,
        decision=name,
        decider="controller",
        consulted=None,
        limits="",
        days_to_decide=_LIMIT,
    )
    for name in ("contract_terms", "never_contradicted")
]


def _opened(key: str, value: str, days_ago: int, **changed: Any) -> dict[str, Any]:
    at = AS_OF - timedelta(days=days_ago)
    worth = Decimal(value)
    return found(CLASH, key, first_seen=at, value=worth, decider="controller", **changed)


@pytest.fixture
def board(connection: Connection) -> Board:
    late = AS_OF - timedelta(days=1)
    rows = [_opened(f"D-{value}", str(value), 2, due=late) for value in (5, 70, 900, 4, 3, 2)]
    rows += [_opened("D-decided", "11", 9), _opened("D-slow", "12", 15)]
    rows += [_opened("D-gone", "9999", 8, resolved=AS_OF - timedelta(days=7))]
    keep(connection, "kept_here", rows)
    placed = connection.execution_options(schema_translate_map={"quality": "kept_here"})
    for key, day in (("D-decided", 16), ("D-slow", 20)):
        made = {"decision_id": f"of {key}", "stands": "b", "reason": "It was signed."}
        by = {"decided_by": "Beatriz Kowal", "decided_on": date(2026, 11, day)}
        said = {"claim_b_function": "finance", "claim_b_says": "there is no contract"}
        chosen = update(contradictions).where(contradictions.c.record_key == key)
        placed.execute(chosen.values(**made, **by, **said))
    return read_board(connection, "kept_here", RIGHTS, AS_OF)


def test_weeks_count_what_was_opened_decided_and_resolved_in_them(board: Board) -> None:
    assert len(board.weeks) == 8
    told = {week.begins: (week.opened, week.decided, week.resolved) for week in board.weeks}
    assert told[_MONDAY] == (0, 0, 0)
    assert told[_MONDAY - timedelta(weeks=1)] == (6, 2, 1)
    assert told[_MONDAY - timedelta(weeks=2)] == (2, 0, 0)
    assert told[_MONDAY - timedelta(weeks=3)] == (1, 0, 0)


def test_pace_is_the_median_of_days_beside_its_limit(board: Board) -> None:
    (pace,) = board.paces
    assert (pace.decided, pace.median_days, pace.is_slow) == (2, 7, True)
    assert (pace.waiting, pace.overdue) == (6, 6)


def test_the_five_costliest_wait_first_and_decisions_of_the_month_say_why(board: Board) -> None:
    assert [one.value for one in board.top] == [900, 70, 5, 4, 3]
    assert [(one.decided_by, one.reason) for one in board.decided] == [
        ("Beatriz Kowal", "It was signed.")
    ] * 2


def test_the_sheet_names_no_record_and_says_who_gets_worse(board: Board, tmp_path: Path) -> None:
    def month(on: int, function: str, green: float) -> Month:
        return Month(
            month_on=date(2026, on, 1),
            function=function,
            customer_count=100,
            green_count=90,
            green_share=green,
            whole_share=0.5,
        )

    gap = TruthGap([month(9, "sales", 0.6), month(10, "sales", 0.8), month(10, "together", 0.7)])
    page = tmp_path / "board.html"
    write_page(environment(), "board.html", page, run=night([]), board=board, gap=gap)
    html = page.read_text()
    assert "D-900" not in html and "D-decided" not in html
    assert '<span class="late">worse</span>' in html
    assert "<b>Finance:</b> <bdi>there is no contract</bdi> stands" in html
    assert "It was signed." in html
