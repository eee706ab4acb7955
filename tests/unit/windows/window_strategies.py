"""Hours for properties to hold over."""

from __future__ import annotations

from hypothesis import strategies as st

from customer_truth.windows.hours import DAY, Hours, MonthDay, Window, hours_of

WEEKDAYS = st.integers(1, 7)
DATES = st.builds(MonthDay, st.integers(1, 12), st.integers(1, 28))


@st.composite
def spans(draw: st.DrawFn, longest: int = DAY, latest: int = 2 * DAY) -> tuple[int, int]:
    """Opening and closing minute; past 1440 where it ends the next day."""
    opens = draw(st.integers(0, DAY - 1))
    return opens, draw(st.integers(opens + 1, min(opens + longest, latest)))


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    """Any hours that the model holds."""
    times = spans(longest=2 * DAY)
    windows = st.builds(lambda day, span: Window(day, *span), WEEKDAYS, times)
    return hours_of(
        draw(st.lists(windows, min_size=1, max_size=8)),
        draw(st.lists(DATES, max_size=3)),
        draw(st.booleans()),
    )
