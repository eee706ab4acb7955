"""What a window text says, as rows for dbt."""

from __future__ import annotations

from customer_truth.extracts.guard import Guard
from customer_truth.extracts.window_texts import meaning


def test_a_text_has_a_row_for_each_window_and_each_closed_day() -> None:
    rows = meaning("Mo,We 06:00-10:00,13:00-15:00; Dec 25 off; PH off", Guard())
    weekly = [row for row in rows if row["weekday"] is not None]
    assert [(row["weekday"], row["sequence"], row["opens_minute"]) for row in weekly] == [
        (1, 1, 360),
        (1, 2, 780),
        (3, 1, 360),
        (3, 2, 780),
    ]
    assert all(row["is_understood"] for row in rows)
    assert not any(row["is_closed"] or row["is_holiday"] for row in weekly)
    christmas, holidays = (row for row in rows if row["weekday"] is None)
    assert (christmas["month"], christmas["day"], christmas["is_closed"]) == (12, 25, True)
    assert (holidays["month"], holidays["is_closed"], holidays["is_holiday"]) == (None, True, True)


def test_a_text_that_is_not_understood_is_one_row() -> None:
    (row,) = meaning("ask Joe at the back door", Guard())
    assert row["window_text"] == "ask Joe at the back door"
    assert not row["is_understood"]
    assert row["weekday"] is None
