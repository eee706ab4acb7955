"""Whatever is typed is understood or refused, in bounded time: no text may raise."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_truth.windows.hours import Hours
from customer_truth.windows.text import read_hours
from tests.bounded import bounded

with (Path(__file__).parent / "spellings.csv").open(encoding="utf-8", newline="") as file:
    SPELLINGS = [row["typed"] for row in csv.DictReader(file)]
PIECES = (
    *("0", "00", "24", "31", "Dec ", "Feb 30", "00.12.", "31.02.", "closed ", "except ", "noon"),
    *("midnight", "next day", "(+1)", "24/7", "Mon", "Mo", "PH", "off", "open", "-", "–", ",", ";"),
    *(":", ".", "|", "\n", "\t", "\0", "\ud800", "\u202e", "٣", "²", "½", "Ⅻ", "①", "２", "İ", "ß"),
)
ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)


@st.composite
def mistyped(draw: st.DrawFn) -> str:
    """A real spelling with a few pieces put in, doubled, taken out or joined from another one."""
    typed = draw(st.sampled_from(SPELLINGS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(typed)))
        end = min(len(typed), start + draw(st.integers(0, 6)))
        other = draw(st.one_of(st.sampled_from(PIECES), st.sampled_from(SPELLINGS), ANYTHING))
        typed = (
            typed[:start] + draw(st.sampled_from([other, "", typed[start:end] * 2])) + typed[end:]
        )
    return typed


@settings(max_examples=1500, deadline=None)
@given(st.one_of(mistyped(), ANYTHING))
def test_every_text_is_understood_or_refused(typed: str) -> None:
    hours = read_hours(typed)
    assert hours is None or isinstance(hours, Hours)


@pytest.mark.parametrize(
    "piece", [*PIECES, "Mon ", "Mon 6-10; ", "Dec 24-Dec 23, ", "1:", "(", "e\u0301"]
)
def test_a_text_of_any_length_is_read_in_bounded_time(piece: str) -> None:
    with bounded():
        for length in (1000, 1_000_000):
            read_hours((piece * length)[:length])


@pytest.mark.parametrize("day", ["Dec 00", "00 Dec", "Dec 0", "00.12.", "0.12."])
@pytest.mark.parametrize(
    "typed", ["closed {}", "closed Dec 24-{}", "closed {}-Dec 26", "closed Dec 1, {}", "{} closed"]
)
def test_a_day_zero_is_refused(typed: str, day: str) -> None:
    assert read_hours(f"Mo-Fr 06:00-10:00, {typed.format(day)}") is None
    assert read_hours(f"Mo-Fr 06:00-10:00; {typed.format(day)}") is None
