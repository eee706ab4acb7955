"""A claim reads as a person would say it."""

from __future__ import annotations

import pytest

from customer_truth.site.claims import told


@pytest.mark.parametrize(
    ("says", "value", "words"),
    [
        ("whether it is on credit hold", "true", "it is on credit hold"),
        ("whether it is on credit hold", "false", "it is not on credit hold"),
        ("whether it has a contract", "false", "it has no contract"),
        ("whether ordered", "false", "not so that ordered"),
        ("whether it is on credit hold", None, "whether it is on credit hold"),
        ("the deal is won", None, "the deal is won"),
        ("all came on time", "true", "all came on time"),
        ("the price of the deal", "11170.00", "the price of the deal (11,170.00)"),
        ("solved within the target", "682.0833333333334", "solved within the target (682.08)"),
        ("hours planned", "06:00-10:00", "hours planned (06:00-10:00)"),
        ("I leave", "2026-10-20", "I leave (2026-10-20)"),
        ("I rang", "2026-08-06 13:02:44", "I rang (2026-08-06 13:02)"),
        ("it went wrong", "in_full, invoiced_right", "it went wrong (in full, invoiced right)"),
        ("the rating", "3", "the rating (3)"),
        ("it was on time", "false", "it was on time (no)"),
        (None, "3", "nothing"),
    ],
)
def test_claim_is_told_in_words(says: str | None, value: str | None, words: str) -> None:
    assert told(says, value) == words
