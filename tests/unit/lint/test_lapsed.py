"""What only the day made wrong is refused at a merge and never stops a night."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_truth.definitions.load import load_definitions
from customer_truth.errors import Unusable
from customer_truth.lint import lint
from tests.conftest import ROOT
from tests.unit.lint.lint_project import TODAY, make_project

YESTERDAY = TODAY - timedelta(days=1)


def changed(root: Path, file: str, old: str, new: str) -> Path:
    path = root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    return root


ENDED = [
    ("seeds/waivers.csv", "2026-10-01,2026-12-31", f"2026-10-01,{YESTERDAY}"),
    ("seeds/owners.csv", "dm,,chief,chief,2026-01-01,", f"dm,,chief,chief,2026-01-01,{YESTERDAY}"),
    ("seeds/owners.csv", "is,,sales_operations,,2024-01-01,", f"is,,,,2024-01-01,{YESTERDAY}"),
    ("seeds/lifecycle_stages.csv", "Closed,1,2024-01-01,", f"Closed,1,2024-01-01,{YESTERDAY}"),
    ("seeds/decisions.csv", "2026-10-02", str(TODAY + timedelta(days=9))),
]


@pytest.mark.parametrize(("file", "old", "new"), ENDED)
def test_what_ended_yesterday_is_refused_by_lint_and_loads_for_a_night(
    tmp_path: Path, file: str, old: str, new: str
) -> None:
    root = changed(make_project(tmp_path), file, old, new)
    problems = lint(root, TODAY)
    assert problems
    assert all(problem.lapsed for problem in problems), [str(p) for p in problems]
    assert load_definitions(root, TODAY).rules


def test_what_is_wrong_on_every_day_stops_a_night(tmp_path: Path) -> None:
    root = changed(
        make_project(tmp_path), "seeds/waivers.csv", "sales_operations,controller", "chief,chief"
    )
    with pytest.raises(Unusable, match="requester and approver"):
        load_definitions(root, TODAY)


def test_two_amounts_of_a_day_to_come_are_refused_before_that_day(tmp_path: Path) -> None:
    """Tomorrow both would hold, and every record that they price would be counted twice."""
    root = make_project(tmp_path)
    path = root / "seeds" / "stage_transitions.csv"
    with path.open("a", encoding="utf-8") as rows:
        rows.write(f"opportunity,proposal,won,true,{TODAY + timedelta(days=1)},\n")
    (problem,) = lint(root, TODAY)
    assert "a start while another" in problem.message
    assert not problem.lapsed


@settings(max_examples=15, deadline=None)
@given(days=st.integers(min_value=-900, max_value=4000))
def test_the_shipped_definitions_never_stop_a_night_whatever_the_day(days: int) -> None:
    load_definitions(ROOT, date(2026, 11, 28) + timedelta(days=days))


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[object]]:
    """Definitions with faults of both sorts, and those that stand whatever the day."""
    root = make_project(tmp_path_factory.mktemp("broken"))
    for file, old, new in ENDED:
        changed(root, file, old, new)
    changed(root, "seeds/stage_mappings.csv", ",qualification", ",qualifikation")
    changed(root, "seeds/waivers.csv", "proposal_has_amount", "nosuch_rule")
    return root, {problem for problem in lint(root, TODAY) if not problem.lapsed}


@settings(max_examples=25, deadline=None)
@given(days=st.integers(min_value=-5000, max_value=5000))
def test_what_is_unsound_is_the_same_on_every_day(
    broken: tuple[Path, set[object]], days: int
) -> None:
    root, unsound = broken
    found = {p for p in lint(root, TODAY + timedelta(days=days)) if not p.lapsed}
    assert found == unsound
    assert len(unsound) == 2
