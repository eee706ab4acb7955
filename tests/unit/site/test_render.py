"""Numbers, moments and names are told one way everywhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from jinja2 import UndefinedError

from customer_truth.site.render import (
    amount,
    count,
    day,
    environment,
    exact,
    minute,
    percent,
    words,
)


def test_numbers_have_separators_for_thousands() -> None:
    assert (count(1234567), amount(1234.5), amount(1234.5, 2)) == ("1,234,567", "1,234", "1,234.50")


@pytest.mark.parametrize(
    ("share", "told"),
    [(0.0, "0"), (0.5, "50"), (0.035, "3.5"), (0.0001, "under 0.1"), (0.9999, "over 99.9")],
)
def test_a_share_is_never_rounded_down_to_nothing_or_up_to_all(share: float, told: str) -> None:
    assert percent(share) == f"{told}%"


def test_the_marks_of_an_axis_differ_however_small_they_are() -> None:
    marks = (0.0, 0.0002, 0.0004, 0.0006, 0.001, 0.2)
    assert [exact(mark) for mark in marks] == ["0%", "0.02%", "0.04%", "0.06%", "0.1%", "20%"]


def test_moments_are_told_in_utc() -> None:
    there = datetime(2026, 1, 1, 1, 30, tzinfo=timezone(timedelta(hours=3)))
    assert minute(there) == "2025-12-31 22:30"
    assert day(there) == day(there.astimezone(UTC)) == "2025-12-31"


def test_names_become_words() -> None:
    assert words("sales_operations") == "Sales operations"


def test_texts_are_escaped_whatever_the_template_is_called() -> None:
    told = environment().from_string("{{ text }}").render(text="<b>&'\"\x07\ud800")
    assert told == "&lt;b&gt;&amp;&#39;&#34;\ufffd\ufffd"


def test_a_name_that_no_page_gives_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nowhere }}").render()
