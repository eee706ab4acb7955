"""Windows written in every supported way are read back as they were."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from babel import Locale
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from window_strategies import DATES

from customer_truth.windows.hours import DAY, MonthDay, Window, hours_of
from customer_truth.windows.text import read_hours
from customer_truth.windows.weekdays import LANGUAGES

DASHES = ("-", "–", "—", "‐", "‑", "‒", "―", "−", " - ", " – ", "-  ")
TO = (" to ", " till ", " until ", " bis ", " à ", " a ", " tot ", " alle ", " til ", " às ")
ENGLISH = {
    "letters": ("M", "Tu", "W", "Th", "F", "Sa", "Su"),
    "two": ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"),
    "three": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "dotted": ("Mon.", "Tues.", "Wed.", "Thurs.", "Fri.", "Sat.", "Sun."),
    "plural": (
        *("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"),
    ),
}
PIECES = [
    *("Mon", "Fr", "M", "T", "mar", "do", "Dec", "25", "daily", "holidays", "closed", "except"),
    *("6", "10", "22:00", "04:00", "am", "pm", "a", "h", "noon", "24/7", "(+1)", "overnight"),
    *("-", ",", ";", ":", "/", ".", "to", "and", "off", "before", "after", "from"),
]
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def clock_24(minute: int) -> list[str]:
    """A time on the 24-hour clock, in all forms that are sure of it."""
    hour, rest = divmod(minute, 60)
    padded, minutes = f"{hour:02}", f"{rest:02}"
    forms = [f"{padded}:{minutes}", f"{padded}:{minutes}:00"]
    forms += [f"{padded}{minutes}"] if rest % 5 == 0 else []
    forms += [f"{hour}h{minutes}", f"{hour}u{minutes}", f"{hour} h {minutes}"]
    forms += [f"{padded}:{minutes}h", f"{padded}.{minutes} Uhr"]
    return forms if rest else [*forms, f"{hour}h", f"{hour} Uhr", f"{hour} uur"]


def clock_12(minute: int) -> list[str]:
    """A time with am or pm."""
    half, hour, rest = "ap"[minute % DAY >= 720], minute // 60 % 12 or 12, minute % 60
    halves = [f"{half}m", f" {half}.m.", half, f" {half.upper()}M", f"{half.upper()}M"]
    forms = [f"{hour}:{rest:02}{typed}" for typed in halves]
    forms += [f"{hour}{rest:02}{half}m"] if rest % 5 == 0 else []
    return forms if rest else [*forms, *(f"{hour}{typed}" for typed in halves)]


def languages_to_try() -> list[Sequence[str]]:
    """The names of the week, in English abbreviated and in every language in full."""
    in_full = [Locale.parse(language).days["format"]["wide"] for language in LANGUAGES]
    return [*ENGLISH.values(), *(tuple(days[n] for n in range(7)) for days in in_full)]


def may_be_noon(opens: int, closes: int) -> bool:
    """12 AM after a morning and before an afternoon."""
    return (closes < 60 and 60 <= opens < 720) or (opens < 60 and closes >= 720)


@st.composite
def typed_times(draw: st.DrawFn) -> tuple[str, tuple[int, int]]:
    """A span with a spelling of it."""
    opens = draw(st.integers(0, DAY - 1))
    width = draw(st.integers(1, DAY - 1))
    closes = opens + width if opens + width <= DAY else (opens + width - DAY) + DAY
    clock = draw(st.sampled_from([clock_24, clock_12]))
    end = closes if closes == DAY and clock is clock_24 else closes % DAY
    assume(clock is clock_24 or not may_be_noon(opens, end))
    joined = draw(st.sampled_from(DASHES + TO))
    start_form, end_form = draw(st.sampled_from(list(zip(clock(opens), clock(end), strict=False))))
    typed = start_form + joined + end_form
    if closes > DAY:
        # From `10:30` to `10:15` may be half a day and less; a sign of the 24-hour clock decides.
        is_sure = clock is clock_12 or not 600 <= min(opens, end) <= max(opens, end) < 780
        typed += draw(st.sampled_from([" (+1)", " next day"] + ["", " overnight"] * is_sure))
    return typed, (opens, closes)


@st.composite
def typed_days(draw: st.DrawFn) -> tuple[str, set[int]]:
    """Weekdays with a spelling of them."""
    name = draw(st.sampled_from(languages_to_try()))
    first, length = draw(st.integers(1, 7)), draw(st.integers(2, 7))
    span = [(first - 1 + step) % 7 + 1 for step in range(length)]
    if draw(st.booleans()):
        dash = draw(st.sampled_from((*DASHES, " to ", " bis ", " au ", " al ")))
        return f"{name[span[0] - 1]}{dash}{name[span[-1] - 1]}", set(span)
    chosen = sorted(draw(st.sets(st.sampled_from(span), min_size=2)))
    is_maybe_a_range = len(chosen) == 2 and chosen[1] - chosen[0] > 1
    blank = [] if is_maybe_a_range else [" "]
    joins = [",", ", ", "/", *blank, " & ", " and ", " und ", " et ", " y "]
    joined = draw(st.sampled_from(joins))
    return joined.join(name[day - 1] for day in chosen), set(chosen)


@st.composite
def typed_windows(draw: st.DrawFn) -> tuple[str, list[Window]]:
    """Days and one or two spans, in one of the orders that people type."""
    days_text, days = draw(
        st.one_of(
            typed_days(),
            st.sampled_from(
                [("", set(range(1, 8))), ("daily", set(range(1, 8))), ("weekdays", {1, 2, 3, 4, 5})]
            ),
        )
    )
    spans = draw(st.lists(typed_times(), min_size=1, max_size=2))
    (_, last), *others = sorted(span for _, span in spans)
    assume(all(opens >= last for opens, _ in others))
    hours_text = draw(st.sampled_from([", ", " / ", " & ", " and "])).join(s[0] for s in spans)
    windows = [Window(day, *span) for day in days for _, span in spans]
    if not days_text:
        return hours_text, windows
    if draw(st.booleans()):
        return days_text + draw(st.sampled_from([" ", ": ", ", ", " from "])) + hours_text, windows
    return f"{hours_text} {days_text}", windows


@settings(max_examples=1200, deadline=None)
@given(typed_windows(), st.sampled_from([str, str.upper, str.lower, "  {} ".format, "{};".format]))
def test_windows_are_read_back_from_every_spelling(
    written: tuple[str, list[Window]], changed: type[str]
) -> None:
    typed, windows = written
    typed = typed.replace(" from from ", " from ")
    assert read_hours(changed(typed)) == hours_of(windows), changed(typed)


@settings(max_examples=300, deadline=None)
@given(
    st.integers(1, 5),
    st.lists(DATES, min_size=1, max_size=3, unique=True),
    st.sampled_from(
        ["closed {}", "{} closed", "no deliveries on {}", "except {}", "geschlossen {}"]
    ),
    st.sampled_from(["{m} {d}", "{d} {m}", "{d:02}.{n:02}.", "{m} {d:02}"]),
)
def test_closed_days_are_read_back(
    day: int, dates: list[MonthDay], form: str, date_form: str
) -> None:
    assume(form != "{} closed" or date_form != "{d} {m}")  # `6-10, 1 Mar` may be a Tuesday
    written = [date_form.format(m=MONTHS[m - 1], n=m, d=d) for m, d in dates]
    name = ENGLISH["three"][day - 1]
    typed = f"Mon-Fri 6-10, {form.format(', '.join([*written, 'holidays', name]))}"
    windows = [Window(other, 360, 600) for other in range(1, 6) if other != day]
    if form == "except {}" or not form.startswith("{}"):
        typed = typed.replace(", except", " except")
    assert read_hours(typed) == hours_of(windows, dates, True), typed


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(typed: str) -> None:
    read = read_hours(typed)
    assert read is None or all(0 <= w.opens < DAY and w.opens < w.closes for w in read.windows)


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=10,
    )
)
def test_no_mix_of_known_words_breaks_the_reader(pieces: list[str]) -> None:
    read = read_hours(" ".join(pieces))
    assert read is None or read.windows


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_full_name_of_a_weekday_means_its_day(language: str) -> None:
    for index, name in Locale.parse(language).days["format"]["wide"].items():
        assert read_hours(f"{name} 06:00-10:00") == hours_of([Window(index + 1, 360, 600)]), name
