"""How many rows a raw table usually has: what is cut is found, what lives is left alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_truth.extracts.usual import ENOUGH, PastNight, usual

TONIGHT = date(2026, 11, 2)
counts = st.integers(200, 5_000_000)


def nights(rows: Sequence[int], until: date = TONIGHT) -> list[PastNight]:
    """The rows of the nights before a day, the oldest first, each as it was judged then."""
    past: list[PastNight] = []
    for number, count in enumerate(rows):
        on = until - timedelta(days=len(rows) - number)
        past.append(PastNight(on, count, is_usual=is_inside(past, on, count)))
    return past


def is_inside(past: Sequence[PastNight], on: date, rows: int) -> bool:
    band = usual(past, on)
    return band is None or (band.least <= rows and (band.most is None or rows <= band.most))


def test_without_a_past_night_nothing_is_usual() -> None:
    assert usual([], TONIGHT) is None


def test_a_table_is_found_cut_on_the_second_night() -> None:
    band = usual(nights([4646]), TONIGHT)
    assert band is not None
    assert (band.rows, band.least, band.most) == (4646, 2323, None)
    assert not is_inside(nights([4646]), TONIGHT, 464)


@given(counts, st.integers(ENOUGH, 80))
@settings(deadline=None)
def test_a_table_cut_to_a_tenth_is_found_and_a_constant_one_is_not(rows: int, past: int) -> None:
    assert is_inside(nights([rows] * past), TONIGHT, rows)
    assert not is_inside(nights([rows] * past), TONIGHT, rows // 10)


@given(counts, st.floats(0.0, 0.1), st.integers(2, 70))
@settings(deadline=None, max_examples=60)
def test_a_table_that_grows_steadily_is_never_found(rows: int, share: float, past: int) -> None:
    grown = [round(rows * (1 + share) ** night) for night in range(past + 1)]
    assert all(night.is_usual for night in nights(grown))


@given(counts, st.integers(0, 2**32))
@settings(deadline=None, max_examples=40)
def test_the_weekend_of_a_table_is_usual_once_every_weekday_was_seen(rows: int, seed: int) -> None:
    chance = random.Random(seed)

    def on(day: date) -> int:
        level = rows / 10 if day.weekday() >= 5 else rows
        return round(level * chance.uniform(0.95, 1.05))

    days = [TONIGHT - timedelta(days=back) for back in range(70, 0, -1)]
    past: list[PastNight] = []
    for number, day in enumerate(days):
        usual_then = number < ENOUGH or is_inside(past, day, on(day))
        assert usual_then, f"night {number} on {day:%A}"
        past.append(PastNight(day, on(day)))
    # A Monday with the rows of a Saturday is cut.
    assert not is_inside(past, TONIGHT, rows // 10)


@given(st.lists(st.integers(950, 1050), min_size=ENOUGH, max_size=60), st.integers(1, 3))
@settings(deadline=None, max_examples=60)
def test_a_few_bad_nights_do_not_widen_the_band(rows: list[int], bad: int) -> None:
    past = nights([*rows, *([100] * bad)])
    assert not is_inside(past, TONIGHT, 100)
    assert is_inside(past, TONIGHT, 1000)


def test_a_new_level_is_usual_after_seven_nights_and_not_before() -> None:
    before = nights([*([4646] * 20), *([464] * (ENOUGH - 1))])
    assert not is_inside(before, TONIGHT, 464)
    after = nights([*([4646] * 20), *([464] * ENOUGH)])
    assert is_inside(after, TONIGHT, 464)
    assert not is_inside(after, TONIGHT, 46)


def test_a_level_that_somebody_accepts_is_usual_the_next_night() -> None:
    accepted = [*nights([4646] * 20, TONIGHT - timedelta(days=1))]
    accepted.append(PastNight(TONIGHT - timedelta(days=1), 464, is_usual=True))
    assert is_inside(accepted, TONIGHT, 464)


def test_the_first_big_load_is_not_found_and_a_later_one_is() -> None:
    assert is_inside(nights([10, 12]), TONIGHT, 100_000)
    assert not is_inside(nights([1000] * 10), TONIGHT, 2000)


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 5])
def test_a_small_table_may_lose_a_few_rows(rows: int) -> None:
    for past in (1, 10, 60):
        assert is_inside(nights([rows] * past), TONIGHT, max(0, rows - 5))


@given(st.lists(st.integers(0, 10**9), max_size=80), st.permutations(range(3)))
@settings(deadline=None, max_examples=80)
def test_any_past_gives_a_band_around_what_is_usual(rows: list[int], order: list[int]) -> None:
    past = nights(rows)
    band = usual(past, TONIGHT)
    assert (band is None) == (not past)
    if band is not None:
        assert 0 <= band.least <= max(band.rows, 0)
        assert band.most is None or band.rows <= band.most
        assert usual(sorted(past, key=lambda n: order[n.day.toordinal() % 3]), TONIGHT) == band
