"""What is read of OpenStreetMap's opening_hours is open when opening-hours-py says so."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours
from window_strategies import hours as any_hours

from customer_truth.windows.hours import Hours, NotUnderstood
from customer_truth.windows.osm import read_osm, to_osm
from customer_truth.windows.vroom import to_vroom

UTC = ZoneInfo("UTC")  # opening-hours-py knows zones by name
NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
ZONES = {
    # Zone, and the hours around its two clock changes of 2026, UTC.
    "America/New_York": (datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)),
    "Europe/Berlin": (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),
}
YEAR_STARTS = datetime(2026, 1, 1, tzinfo=UTC)
MINUTES_OF_A_YEAR = 365 * 24 * 60


@st.composite
def osm_days(draw: st.DrawFn) -> str:
    first, last = draw(st.sampled_from(NAMES)), draw(st.sampled_from(NAMES))
    other = draw(st.sampled_from(NAMES))
    return draw(st.sampled_from([first, f"{first}-{last}", f"{first},{other}", "Mo-Fr", "Mo-Su"]))


@st.composite
def osm_times(draw: st.DrawFn) -> str:
    opens = draw(st.integers(0, 95)) * 15
    closes = draw(st.integers(1, 160)) * 15
    assume(closes % 1440 != opens % 1440 and closes > 0)
    assume(closes <= 1440 or closes > opens)
    return f"{opens // 60:02}:{opens % 60:02}-{closes // 60:02}:{closes % 60:02}"


@st.composite
def osm_texts(draw: st.DrawFn) -> str:
    """Weekly rules with overrides, additions and closed days, then days of the year."""
    text = f"{draw(osm_days())} {','.join(draw(st.lists(osm_times(), min_size=1, max_size=2)))}"
    for _ in range(draw(st.integers(0, 3))):
        rule = draw(
            st.one_of(
                st.builds("{} {}".format, osm_days(), osm_times()),
                st.builds("{} off".format, osm_days()),
                st.builds("{} {} off".format, osm_days(), osm_times()),
            )
        )
        text += draw(st.sampled_from(["; ", ", "])) + rule
    return text + draw(st.sampled_from(["", "; Dec 25 off", "; Jul 01-Jul 14,Mar 08 off; PH off"]))


def open_instants(read: Hours, moments: list[datetime], zone: ZoneInfo) -> list[bool]:
    """Which moments lie in the windows of their day or of the day before."""
    answers = []
    for moment in moments:
        day = moment.astimezone(zone).date()
        second = int(moment.timestamp())
        found = [
            span for back in (0, 1, 2) for span in to_vroom(read, day - timedelta(days=back), zone)
        ]
        answers.append(any(start <= second < end for start, end in found))
    return answers


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=250, deadline=None)
@given(
    text=osm_texts(),
    minutes=st.lists(st.integers(0, MINUTES_OF_A_YEAR), min_size=10, max_size=10),
    # The reference is closed for the minute before the clock goes back, amid an open window.
    near=st.lists(st.integers(-240, 240).filter(lambda m: m != -1), min_size=4, max_size=4),
)
def test_open_is_open_to_the_minute(
    zone: str, text: str, minutes: list[int], near: list[int]
) -> None:
    try:
        read = read_osm(text)
    except NotUnderstood:
        assume(False)
    assert read is not None, text
    moments = [YEAR_STARTS + timedelta(minutes=minute) for minute in minutes]
    moments += [change + timedelta(minutes=m) for change in ZONES[zone] for m in near]
    if read.closed_days:
        # A night that begins on a closed day is none; OpenStreetMap keeps its hours after midnight.
        assume(all(window.closes <= 1440 for window in read.windows))
    reference = OpeningHours(text, timezone=ZoneInfo(zone))
    expected = [reference.is_open(moment) for moment in moments]
    assert open_instants(read, moments, ZoneInfo(zone)) == expected, text


def test_many_of_the_texts_made_above_are_understood() -> None:
    texts: list[str] = []

    @settings(max_examples=300, database=None, derandomize=True)
    @given(osm_texts())
    def collect(text: str) -> None:
        texts.append(text)

    collect()
    assert sum(_is_understood(text) for text in texts) >= 0.4 * len(texts)


def _is_understood(text: str) -> bool:
    try:
        return read_osm(text) is not None
    except NotUnderstood:
        return False


@settings(max_examples=300)
@given(any_hours())
def test_what_is_written_is_read_back(written: Hours) -> None:
    assert read_osm(to_osm(written)) == written


@settings(max_examples=150)
@given(any_hours())
def test_what_is_written_is_opening_hours_to_others(written: Hours) -> None:
    OpeningHours(to_osm(written))


def test_a_closed_day_ends_the_night_before_at_midnight_there_too() -> None:
    text = "Mo-Su 22:00-04:00; Jan 06 off"
    read = read_osm(text)
    assert read is not None
    zone = UTC
    hours_of_the_5th = [
        datetime(2026, 1, 5, 12, tzinfo=UTC) + timedelta(hours=h) for h in range(36)
    ]
    reference = OpeningHours(text, timezone=zone)
    expected = [reference.is_open(moment) for moment in hours_of_the_5th]
    assert open_instants(read, hours_of_the_5th, zone) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("PH off; Mo-Fr 08:00-10:00", "put closed days last"),
        ("Mo-Fr 22:00-04:00; Sa 07:00-09:00", "join the parts"),
        ("Mo-Sa 22:00-04:00; Su off", "closes a day that a night touches"),
        ("Sa 07:00-09:00; Fr 22:00-04:00", "join the parts"),
        ("Mo 08:00-10:00; Mo 13:00-15:00", "keep both"),
        ("Mo-Su 08:00-10:00; PH 09:00-10:00", "holidays"),
        ("Mo 08:00-10:00; Mo off", "overridden"),
    ],
)
def test_what_readers_of_opening_hours_take_for_different_things_is_refused(
    text: str, reason: str
) -> None:
    with pytest.raises(NotUnderstood, match=reason):
        read_osm(text)


@pytest.mark.parametrize(
    "text",
    [
        *("Mo-Fr sunrise-sunset", "week 1-10 Mo 08:00-10:00", "Mo[1] 08:00-10:00", "Mo-Fr 08:00+"),
        *("Mo-Fr", "Mo-Fr 08:00-10:00 || Sa 09:00-10:00", 'Mo 08:00-10:00 "ring"', "Jan-Mar off"),
    ],
)
def test_other_forms_of_opening_hours_are_left_to_the_typed_grammar(text: str) -> None:
    assert read_osm(text) is None
