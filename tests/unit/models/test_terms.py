"""The months of a term, whichever way its last day is written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hand_made import HandMade

NIGHT = HandMade()


def months(first: date, last: date) -> object:
    return NIGHT.tells(f"{{{{ term_months(\"date '{first}'\", \"date '{last}'\") }}}}")


def test_a_term_by_inclusive_days_counts_its_last_day() -> None:
    assert months(date(2026, 11, 1), date(2027, 10, 31)) == 12


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-11-01", "2027-11-01", 12),  # until the day after the last
        ("2026-11-01", "2027-10-30", 11),
        ("2026-11-15", "2027-11-14", 12),
        ("2026-11-05", "2027-11-30", 12),
        ("2026-01-31", "2026-02-27", 1),
        ("2026-01-31", "2026-02-28", 1),
        ("2026-01-31", "2027-01-30", 12),
        ("2026-01-31", "2027-01-31", 12),
        ("2026-03-31", "2026-09-29", 6),
        ("2026-03-31", "2026-09-30", 6),
        ("2026-08-31", "2027-02-28", 6),
        ("2024-02-29", "2025-02-27", 12),
        ("2024-02-29", "2025-02-28", 12),
        ("2023-03-01", "2024-02-29", 12),
        ("2023-03-01", "2024-02-28", 11),
        ("2026-11-01", "2026-11-30", 1),
        ("2026-11-01", "2026-11-29", 0),
        ("2026-12-01", "2029-11-30", 36),
    ],
)
def test_months_at_the_ends_of_months_and_in_leap_years(
    first: str, last: str, expected: int
) -> None:
    assert months(date.fromisoformat(first), date.fromisoformat(last)) == expected


def test_a_term_without_an_end_has_no_months() -> None:
    assert NIGHT.tells("{{ term_months(\"date '2026-11-01'\", 'cast(null as date)') }}") is None


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(0, 2000))
def test_a_day_more_never_makes_a_term_shorter(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    shorter, longer = months(first, last), months(first, last + timedelta(days=1))
    assert isinstance(shorter, int)
    assert isinstance(longer, int)
    assert shorter <= longer <= shorter + 1
