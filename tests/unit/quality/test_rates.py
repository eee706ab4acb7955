"""A rule that fails for another share of its records than usual says so, by its own nights."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from customer_truth.extracts.usual import ENOUGH, unusual_share
from customer_truth.quality.rates import unusual_words

TONIGHT = date(2026, 11, 2)


def past(*shares: float) -> list[tuple[date, float]]:
    days = range(len(shares), 0, -1)
    return [
        (TONIGHT - timedelta(days=back), share) for back, share in zip(days, shares, strict=True)
    ]


def test_a_jump_and_a_fall_are_told_with_what_is_usual() -> None:
    usual = past(*[0.05, 0.052, 0.049, 0.051, 0.05, 0.048, 0.05])
    told = unusual_words({"rule": usual}, "rule", TONIGHT, 321, 1000)
    assert told == "32.1% fail, usually 4.0% to 6.0%"
    assert unusual_words({"rule": usual}, "rule", TONIGHT, 0, 1000)
    assert unusual_words({"rule": usual}, "rule", TONIGHT, 55, 1000) is None


def test_before_enough_nights_no_share_is_unusual() -> None:
    assert unusual_share(past(*[0.05] * (ENOUGH - 1)), TONIGHT, 900, 1000) is None
    assert unusual_share([], TONIGHT, 900, 1000) is None


def test_a_handful_of_records_is_no_difference() -> None:
    assert unusual_share(past(*[0.0] * 10), TONIGHT, 4, 10) is None
    assert unusual_share(past(*[0.0] * 10), TONIGHT, 7, 10) is not None


def test_a_rule_without_records_has_no_share() -> None:
    assert unusual_share(past(*[0.5] * 10), TONIGHT, 0, 0) is None


@pytest.mark.parametrize("bad", [1, 2, 3])
def test_a_few_bad_nights_do_not_make_their_share_usual(bad: int) -> None:
    nights = past(*[0.05] * 10, *[0.9] * bad)
    assert unusual_share(nights, TONIGHT, 900, 1000) is not None


def test_weekdays_are_held_against_their_own_kind() -> None:
    nights = [
        (day, 0.3 if day.weekday() == 0 else 0.05)
        for day in (TONIGHT - timedelta(days=back) for back in range(1, 57))
    ]
    assert unusual_share(nights, TONIGHT, 300, 1000) is None
    assert unusual_share(nights, TONIGHT, 50, 1000) is not None
