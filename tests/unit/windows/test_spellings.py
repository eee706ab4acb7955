"""What people type, row by row: understood as the table says, or refused."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from customer_truth.windows.hours import NotUnderstood
from customer_truth.windows.osm import to_osm
from customer_truth.windows.text import read_hours, understand

TABLE = Path(__file__).parent / "spellings.csv"
with TABLE.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
UNDERSTOOD = [(row["typed"], row["means"]) for row in ROWS if row["means"]]
REFUSED = [row["typed"] for row in ROWS if not row["means"]]


@pytest.mark.parametrize(("typed", "means"), UNDERSTOOD, ids=repr)
def test_a_spelling_means_what_the_table_says(typed: str, means: str) -> None:
    assert to_osm(understand(typed)) == means


@pytest.mark.parametrize("typed", REFUSED, ids=repr)
def test_a_spelling_that_may_mean_several_things_is_refused(typed: str) -> None:
    assert read_hours(typed) is None
    with pytest.raises(NotUnderstood) as refusal:
        understand(typed)
    assert 0 <= refusal.value.at <= len(typed) + 4  # a fraction takes more characters when tidied
    assert refusal.value.reason


def test_no_spelling_stands_twice_and_capitals_do_not_matter() -> None:
    assert len({row["typed"] for row in ROWS}) == len(ROWS)
    for typed, means in UNDERSTOOD:
        assert to_osm(understand(typed.upper())) == means, typed.upper()
        assert to_osm(understand(typed.lower())) == means, typed.lower()


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(ROWS) >= 170
    assert len(REFUSED) >= 40


@pytest.mark.parametrize("unseen", ["\u200b", "\u200d", "\u200e", "\u2060", "\ufeff", "&#8203;"])
def test_a_character_that_nobody_sees_changes_no_window(unseen: str) -> None:
    typed = f"{unseen}Mo{unseen}-Fr 06:00–{unseen}10:00{unseen}"
    assert to_osm(understand(typed)) == "Mo-Fr 06:00-10:00"
    assert read_hours(unseen) is None
