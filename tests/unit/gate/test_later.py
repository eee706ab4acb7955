"""A change that narrows the future is judged on what it will do, not only on the last night."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customer_truth.gate.later import Foreseen, foresee
from customer_truth.gate.result import RuleImpact
from customer_truth.report.gate_words import rule_moves
from customer_truth.warehouse.scratch import SideBySide
from tests.unit.gate.sides import Edits, Pair, impact
from tests.unit.lint.lint_project import RULES

AS_OF = datetime(2026, 11, 22, 5)
RULE = "proposal_has_amount"
WAIVERS = "seeds/waivers.csv"
_WHEN, _MUST = "when: stage = 'proposal'", "must: amount >= :least"
_FROM = "effective_from: 2026-01-01"
_VISITS = """
create table {place}.visits as
select 'v-' || i as visit_id, 'c-' || i % 7 as customer_id,
    cast(10 + i as numeric(18, 2)) as amount,
    'proposal' as stage, 'proposal' as stage_means, 'a@example.com' as email,
    timestamp '2026-11-22 05:00:00' - interval (i * 3) day as entered_at
from range(1, 98) as visits(i)
"""


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SideBySide]:
    """97 visits, all with a price, the last one three days old: nothing fails."""
    folder = tmp_path_factory.mktemp("later")
    with sa.create_engine(f"truth_duckdb:///{folder / 'head.duckdb'}").connect() as connection:
        connection.exec_driver_sql(f"attach '{folder / 'base.duckdb'}' as base")
        for place in ("marts", "base.marts"):
            connection.exec_driver_sql(f"create schema {place}")
            connection.exec_driver_sql(_VISITS.format(place=place))
            connection.commit()
        yield SideBySide(connection, "duckdb", ("base.", ""))


def _foreseen(night: SideBySide, folder: Path, edits: Edits) -> Foreseen:
    pair = Pair(folder, edits)
    return foresee(night, pair.base, pair.head, {RULE}, AS_OF).get(RULE, Foreseen())


def _impact(found: Foreseen) -> RuleImpact:
    return impact(
        newly_judged=found.newly_judged,
        no_longer_judged=found.no_longer_judged,
        later=found.later,
        planted=found.planted,
        error=found.error,
    )


_NARROWED = {
    "an end the day after tomorrow": (RULES, _FROM, f"{_FROM}\n    effective_until: 2026-11-25"),
    "an end in three years": (RULES, _FROM, f"{_FROM}\n    effective_until: 2029-11-25"),
    "a condition that ends tonight": (
        *(RULES, _WHEN),
        f"{_WHEN} and entered_at < timestamp '2026-11-23 00:00:00'",
    ),
    "a condition that ends in five years": (
        *(RULES, _WHEN),
        f"{_WHEN} and entered_at < timestamp '2031-11-23 00:00:00'",
    ),
    "a condition on the night itself": (
        RULES,
        _WHEN,
        f"{_WHEN} and :as_of < timestamp '2026-11-24 00:00:00'",
    ),
    "an exemption from tonight on": (
        *(RULES, _MUST),
        f"{_MUST} or entered_at > timestamp '2026-11-23 00:00:00'",
    ),
    "a waiver from next week on": (
        *(WAIVERS, "approved_on,expires_on\n"),
        f"approved_on,expires_on\nw2,{RULE},v-2,Later,chief,controller,2026-12-01,2027-12-31\n",
    ),
}


@pytest.mark.parametrize("name", [name for name in _NARROWED if "waiver" not in name])
def test_a_change_that_narrows_the_future_is_loosened_though_nothing_moves_tonight(
    night: SideBySide, tmp_path: Path, name: str
) -> None:
    file, old, new = _NARROWED[name]
    found = _foreseen(night, tmp_path, {file: [(old, new)]})
    assert found.error is None
    assert (found.newly_judged, found.no_longer_judged) == (0, 0)
    assert _impact(found).is_loosened
    assert not _impact(found).is_tightened


def test_it_says_from_which_day_how_many_records_are_no_longer_judged(
    night: SideBySide, tmp_path: Path
) -> None:
    file, old, new = _NARROWED["an end the day after tomorrow"]
    found = _foreseen(night, tmp_path, {file: [(old, new)]})
    told = {night.on: night.no_longer_judged for night in found.later}
    # A visit of three days ago is one of four days after the night, a week later.
    assert told[date(2026, 11, 29)] == 1
    assert max(told.values()) == 97
    assert "from 2026-11-29 1 no longer judged, 97 by" in rule_moves(_impact(found))


def test_a_planted_row_shows_an_exemption_where_no_record_breaks_the_rule(
    night: SideBySide, tmp_path: Path
) -> None:
    file, old, new = _NARROWED["an exemption from tonight on"]
    found = _foreseen(night, tmp_path, {file: [(old, new)]})
    assert [(move.before, move.after) for move in found.planted] == [("fails", "passes")]
    assert found.planted[0].on is not None
    assert "planted row fails/1: fails → passes later" in rule_moves(_impact(found))


def test_a_planted_row_that_changes_its_verdict_today_is_told(
    night: SideBySide, tmp_path: Path
) -> None:
    found = _foreseen(
        night, tmp_path, {RULES: [(_MUST, "must: amount is null or amount >= :least")]}
    )
    assert [(m.row, m.before, m.after, m.on) for m in found.planted] == [
        ("fails/1", "fails", "passes", None)
    ]


def test_a_waiver_that_begins_later_is_foreseen(night: SideBySide, tmp_path: Path) -> None:
    file, old, new = _NARROWED["a waiver from next week on"]
    fails = {RULES: [("least: 1", "least: 13")]}
    pair = Pair(tmp_path, {file: [(old, new)]}, before=fails)
    found = foresee(night, pair.base, pair.head, {RULE}, AS_OF)[RULE]
    assert {night.on: night.newly_passing for night in found.later}[date(2027, 2, 21)] == 1


def test_records_that_leave_the_reach_of_a_rule_are_counted_though_they_pass(
    night: SideBySide, tmp_path: Path
) -> None:
    found = _foreseen(night, tmp_path, {RULES: [(_WHEN, f"{_WHEN} and amount < 50")]})
    assert found.no_longer_judged == 58
    assert _impact(found).is_loosened


def test_what_cannot_be_compared_later_is_an_error_and_no_silence(
    night: SideBySide, tmp_path: Path
) -> None:
    column = (
        "- {name: stage, data_type: text}",
        "- {name: stage, data_type: text}\n      - {name: x, data_type: text}",
    )
    found = _foreseen(
        night,
        tmp_path,
        {
            "models/marts/lifecycle/visits.yml": [column],
            RULES: [(_WHEN, f"{_WHEN} and x is null")],
        },
    )
    assert found.error is not None
    assert found.error.startswith("cannot be compared on later days: ")


def test_a_rule_that_could_not_be_read_before_has_nothing_to_be_compared_with(
    night: SideBySide, tmp_path: Path
) -> None:
    mended, broken = [("least: 1", "least: 2")], [("stage =", "nosuch =")]
    pair = Pair(tmp_path, {RULES: mended}, before={RULES: broken})
    assert foresee(night, pair.base, pair.head, {RULE}, AS_OF) == {RULE: Foreseen()}


def test_other_words_for_the_same_criterion_foresee_nothing(
    night: SideBySide, tmp_path: Path
) -> None:
    found = _foreseen(night, tmp_path, {RULES: [(_WHEN, "when: (stage = 'proposal')")]})
    assert found == Foreseen()


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 400), st.integers(0, 400))
def test_what_is_relative_to_the_night_is_no_narrowing_of_the_future(
    night: SideBySide, tmp_path_factory: pytest.TempPathFactory, before: int, after: int
) -> None:
    def when(days: int) -> Edits:
        told = f"{_WHEN} and days_between(entered_at, :as_of) < {days}"
        return {RULES: [(_WHEN, told)]}

    pair = Pair(tmp_path_factory.mktemp("pair"), {}, before=when(before))
    other = Pair(tmp_path_factory.mktemp("pair"), {}, before=when(after))
    found = foresee(night, pair.base, other.base, {RULE}, AS_OF).get(RULE, Foreseen())
    assert found.error is None
    oldest = [timedelta(days=3 * i) for i in range(1, 98)]
    left = sum(timedelta(days=after) <= age < timedelta(days=before) for age in oldest)
    assert found.no_longer_judged == left
    assert not [night for night in found.later if night.on < date(2026, 12, 1)]
