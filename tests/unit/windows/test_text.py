"""Typed delivery windows, understood or refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_truth.windows import Window, read_windows

WORKDAYS = range(1, 6)
EVERY_DAY = range(1, 8)


@pytest.mark.parametrize(
    ("typed", "days", "hours"),
    [
        ("Mo-Fr 06:00-10:00", WORKDAYS, [(360, 600)]),
        ("M-F 6-10", WORKDAYS, [(360, 600)]),
        ("M-F: 7a - 11a", WORKDAYS, [(420, 660)]),
        ("Mon,Wed 0600-1000 / 1300-1500", [1, 3], [(360, 600), (780, 900)]),
        ("7a-11a", EVERY_DAY, [(420, 660)]),
        ("07:00–11:00", EVERY_DAY, [(420, 660)]),
        ("before noon", EVERY_DAY, [(0, 720)]),
        ("AM only", EVERY_DAY, [(0, 720)]),
        ("daily 5am-1pm", EVERY_DAY, [(300, 780)]),
        ("Tu/Th 6:30-9", [2, 4], [(390, 540)]),
        ("weekdays 8-11", WORKDAYS, [(480, 660)]),
        ("Fr-Mo 8-9", [1, 5, 6, 7], [(480, 540)]),
        ("Mon-Sat 22:00-04:00 (+1)", range(1, 7), [(1320, 1680)]),
        ("5-9pm", EVERY_DAY, [(1020, 1260)]),
        ("11-1pm", EVERY_DAY, [(660, 780)]),
    ],
)
def test_a_spelling_people_use_is_understood(
    typed: str, days: range, hours: list[tuple[int, int]]
) -> None:
    expected = [Window(day, *span) for day in days for span in hours]
    assert read_windows(typed) == sorted(expected)


def test_blocks_of_days_may_have_hours_of_their_own() -> None:
    assert read_windows("Mo 06:00-10:00; Sa 07:00-09:00") == [
        Window(1, 360, 600),
        Window(6, 420, 540),
    ]


def test_a_window_that_ends_before_it_starts_is_kept_as_typed() -> None:
    assert read_windows("Mo 10:00-06:00") == [Window(1, 600, 360)]


@pytest.mark.parametrize("typed", ["", "ring the bell", "Mo-Fr", "25-30", "6:75-9", "13pm-2pm"])
def test_what_is_not_understood_is_nothing_and_never_a_guess(typed: str) -> None:
    assert read_windows(typed) is None


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(typed: str) -> None:
    windows = read_windows(typed)
    assert windows is None or all(1 <= w.weekday <= 7 and 0 <= w.opens <= 1440 for w in windows)


@given(
    st.lists(st.integers(1, 7), min_size=1, max_size=7, unique=True),
    st.integers(0, 1438),
    st.integers(1, 1439),
)
def test_what_is_written_out_is_read_back(days: list[int], opens: int, width: int) -> None:
    closes = min(opens + width, 1439)
    names = ",".join(("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")[day - 1] for day in days)
    typed = f"{names} {opens // 60:02}:{opens % 60:02}-{closes // 60:02}:{closes % 60:02}"
    assert read_windows(typed) == sorted(Window(day, opens, closes) for day in days)
