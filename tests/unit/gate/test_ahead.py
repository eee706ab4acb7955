"""What begins or ends on a later day is judged as of that day, on both sides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from customer_truth.errors import Unusable
from customer_truth.files.layers import ADOPTION, stand_over
from customer_truth.gate.ahead import (
    Dated,
    dated,
    dated_expectations,
    days_to_judge,
    moved_back,
    names_odd_days,
    with_later,
)
from customer_truth.gate.result import GateResult, Later, MartImpact
from customer_truth.report.gate_words import mart_moves
from tests.unit.gate.sides import Edits, Pair, impact
from tests.unit.lint.lint_project import RULES

NIGHT = date(2026, 11, 22)
STEPS = "seeds/stage_transitions.csv"
MODEL = "models/marts/lifecycle/visits.sql"
_STEP = "opportunity,proposal,won,false,2024-01-01,"
_EXPECT = '{type: expect_column_values_to_match_regex, column: email, regex: "@"}'
_BETWEEN = "{type: expect_column_max_to_be_between, column: entered_at, max_value: '2027-06-30'}"


def _days(folder: Path, edits: Edits, *touched: str) -> list[tuple[date, str, int]]:
    pair = Pair(folder, edits)
    found = dated(pair.base, pair.head, [*edits], set(touched))
    return sorted({(one.day, one.file, one.line) for one in found})


def test_a_row_that_begins_later_is_judged_on_that_day(tmp_path: Path) -> None:
    added = f"{_STEP}\nopportunity,qualification,won,false,2027-03-01,"
    assert _days(tmp_path, {STEPS: [(_STEP, added)]}) == [(date(2027, 3, 1), STEPS, 4)]


def test_a_row_that_ends_later_is_judged_on_the_day_after(tmp_path: Path) -> None:
    found = _days(tmp_path, {STEPS: [(_STEP, f"{_STEP}2027-03-31")]})
    assert (date(2027, 4, 1), STEPS, 3) in found


def test_a_row_taken_away_that_would_begin_later_is_judged_on_that_day(tmp_path: Path) -> None:
    ahead = {STEPS: [(_STEP, f"{_STEP}\nopportunity,won,proposal,true,2027-03-01,")]}
    pair = Pair(tmp_path, {}, before=ahead)
    other = Pair(tmp_path / "other", {})
    days = [one.day for one in dated(pair.base, other.base, [STEPS], set())]
    assert days == [date(2027, 3, 1)]


def test_a_day_in_what_great_expectations_is_asked_is_found(tmp_path: Path) -> None:
    edits = {RULES: [(_EXPECT, _BETWEEN)]}
    rule = "email_is_well_formed"
    assert [day for day, _, _ in _days(tmp_path / "a", edits, rule)] == [date(2027, 6, 30)]
    pair = Pair(tmp_path / "b", edits)
    assert dated_expectations(pair.base, pair.head, {rule, "proposal_has_amount"}) == {rule}


def test_a_day_in_sql_that_differs_is_found(tmp_path: Path) -> None:
    pair = Pair(tmp_path, {})
    for side, text in (
        (pair.base, "select 1\n"),
        (pair.head, "select 1\nwhere a < '2027-01-01'\n"),
    ):
        (side.root / MODEL).write_text(text)
    assert dated(pair.base, pair.head, [MODEL], set()) == [Dated(date(2027, 1, 1), MODEL, 2)]


def test_a_day_on_which_something_was_decided_is_no_term(tmp_path: Path) -> None:
    row = "d1,email_is_well_formed,v-2,a,The customer confirmed it,sales_operations,2026-10-02"
    assert (
        _days(tmp_path, {"seeds/decisions.csv": [(row, row.replace("2026-10", "2026-11"))]}) == []
    )


@pytest.mark.parametrize(
    ("days", "judged"),
    [
        ([], []),
        # Before the night by more than a year: it shows on the night's own records.
        ([date(2024, 1, 1)], []),
        # A term that begins is judged a year on, where records fall into it.
        ([date(2027, 3, 1)], [date(2028, 2, 28)]),
        ([date(2026, 11, 20)], [date(2027, 11, 22)]),
        # One that ends again is judged on its last day, and what follows a year on.
        ([date(2027, 3, 1), date(2027, 3, 2)], [date(2027, 3, 1), date(2028, 2, 29)]),
        ([date(2199, 1, 1)], []),
    ],
)
def test_each_term_is_judged_on_the_day_that_shows_most_of_it(
    days: list[date], judged: list[date]
) -> None:
    found = days_to_judge([Dated(day, STEPS, 2) for day in days], NIGHT)
    assert [NIGHT + timedelta(days=after) for after in found] == judged


def test_more_days_than_can_be_judged_are_told_with_their_place() -> None:
    found = [Dated(date(2027, month, 1), STEPS, month) for month in range(1, 6)]
    with pytest.raises(Unusable, match=rf"{STEPS}:5: has 5 days .* needs at most 4"):
        days_to_judge(found, NIGHT)


def test_a_side_of_a_later_day_has_its_terms_and_rules_earlier(tmp_path: Path) -> None:
    pair = Pair(tmp_path, {})
    then = moved_back(pair.head, tmp_path / "then", 100, [STEPS, MODEL])
    (step, *_) = then.registry.transitions
    assert step.valid_from == date(2024, 1, 1) - timedelta(days=100)
    assert then.rules["proposal_has_amount"].effective_from == date(2026, 1, 1) - timedelta(
        days=100
    )
    assert {row.valid_from for row in then.registry.owners} == {
        row.valid_from for row in pair.head.registry.owners
    }
    assert [row.expires_on for row in then.registry.waivers] == [date(2026, 12, 31)]


def test_the_end_of_time_and_a_key_with_a_day_in_it_stay(tmp_path: Path) -> None:
    pair = Pair(tmp_path, {})
    (pair.head.root / MODEL).write_text("where a < coalesce(b, date '9999-12-31')\n")
    with (pair.head.root / STEPS).open("a") as file:
        file.write("opportunity,at 2027-01-01T09:00,won,false,2027-01-01,\n")
    moved_back(pair.head, tmp_path / "then", 365, [STEPS, MODEL])
    assert "9999-12-31" in (tmp_path / "then" / MODEL).read_text()
    assert "at 2027-01-01T09:00,won,false,2026-01-01," in (tmp_path / "then" / STEPS).read_text()


@pytest.mark.parametrize(
    "line",
    [
        "where extract(year from a) < 2027",
        "where a < make_date(2027, 1, 1)",
        "where a < '20270101'",
        "where a < '2027/01/01'",
        "where epoch(a) < 1798761600",
    ],
)
def test_a_day_that_is_written_otherwise_is_said_not_to_be_measured(
    tmp_path: Path, line: str
) -> None:
    was, now = tmp_path / "was.sql", tmp_path / "now.sql"
    was.write_text("select a\n")
    now.write_text(f"select a\n{line}\n")
    assert names_odd_days(was, now)
    now.write_text("select a\nwhere a < '2027-01-01' and b < 3650 and c = 'x2027'\n")
    assert not names_odd_days(was, now)


def test_what_moves_on_that_day_is_told_beside_what_moves_tonight() -> None:
    then = impact(newly_passing=3, records_after=90)
    mart = MartImpact(mart="visits", owner=None, added=0, removed=4, changed=0, columns={})
    later = GateResult(base="", as_of=None, rules=[then], marts=[mart])
    told = with_later(GateResult(base="", as_of=None, rules=[impact()]), later, NIGHT)
    assert told.rules[0].later == [
        Later(on=NIGHT, newly_failing=0, newly_passing=3, newly_judged=0, no_longer_judged=10)
    ]
    assert [mart_moves(one) for one in told.marts] == ["rows: 4 fewer by 2026-11-22"]
    same = GateResult(base="", as_of=None, rules=[then], marts=[mart])
    assert with_later(same, later, NIGHT).marts == [mart]


def test_a_rule_that_cannot_be_evaluated_on_that_day_is_an_error() -> None:
    later = GateResult(base="", as_of=None, rules=[impact(error="no such column")])
    told = with_later(GateResult(base="", as_of=None, rules=[impact()]), later, NIGHT)
    assert told.rules[0].error == "cannot be compared on 2026-11-22: no such column"


def test_whoever_owns_a_rule_that_another_change_will_loosen_must_agree(tmp_path: Path) -> None:
    pair = Pair(tmp_path, {})
    night = Later(on=NIGHT, newly_failing=0, newly_passing=3, newly_judged=0, no_longer_judged=0)
    (needed,) = pair.agreements([], impact(later=[night]))
    assert needed.party.role == "sales_operations"
    assert needed.reasons == ("rule proposal_has_amount: judges differently from 2026-11-22",)


def test_a_day_in_the_engines_sql_that_an_upgrade_brings_is_found(tmp_path: Path) -> None:
    pair = Pair(tmp_path, {})
    sides = []
    for side, name, day in ((pair.base, "was", "2026-01-01"), (pair.head, "now", "2027-03-01")):
        home, engine = tmp_path / name / "home", tmp_path / name / "engine"
        (home / "expectations").mkdir(parents=True)
        (home / ADOPTION).write_text("version: 0.2.0\n")
        (engine / "models").mkdir(parents=True)
        (engine / "models" / "a.sql").write_text(f"select 1 where entered_on < '{day}'\n")
        stand_over(home, engine)
        sides.append(replace(side, root=home))
    found = dated(*sides, ["catalogue/models/a.sql"], set())
    assert date(2027, 3, 1) in [one.day for one in found]
