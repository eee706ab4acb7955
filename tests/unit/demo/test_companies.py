"""The extracts of one demo company are not held against the customer ids of another."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from customer_truth.demo.companies import Company, refuse_others, remember
from customer_truth.errors import Unusable

SEVEN, EIGHT = Company(500, 7), Company(500, 8)
MADE = datetime(2026, 11, 2, 9)
LATER = [MADE + timedelta(hours=hour) for hour in range(5)]


def test_the_same_company_may_be_made_again(tmp_path: Path) -> None:
    assert remember(tmp_path, SEVEN, LATER[0], None) is None
    assert remember(tmp_path, SEVEN, LATER[2], LATER[1]) is None
    refuse_others(tmp_path, LATER[3])


def test_another_company_is_fine_where_no_night_was_run_on_the_first(tmp_path: Path) -> None:
    remember(tmp_path, SEVEN, LATER[0], None)
    assert remember(tmp_path, EIGHT, LATER[1], None) is None
    assert remember(tmp_path, SEVEN, LATER[3], LATER[0] - timedelta(days=1)) is None
    refuse_others(tmp_path, LATER[4])


def test_another_company_after_a_night_is_told_and_cannot_be_checked(tmp_path: Path) -> None:
    remember(tmp_path, SEVEN, LATER[0], None)
    assert remember(tmp_path, EIGHT, LATER[2], LATER[1]) == SEVEN
    with pytest.raises(Unusable, match="500 customers of seed 8, and the warehouse keeps"):
        refuse_others(tmp_path, LATER[3])


def test_going_back_to_the_first_company_makes_it_right_again(tmp_path: Path) -> None:
    remember(tmp_path, SEVEN, LATER[0], None)
    remember(tmp_path, EIGHT, LATER[2], LATER[1])
    assert remember(tmp_path, SEVEN, LATER[3], LATER[1]) is None
    refuse_others(tmp_path, LATER[4])


def test_extracts_that_no_night_has_judged_cannot_be_checked(tmp_path: Path) -> None:
    remember(tmp_path, SEVEN, LATER[2], LATER[1])
    with pytest.raises(Unusable, match="is newer than the last night, needs a night on these"):
        refuse_others(tmp_path, LATER[1])
