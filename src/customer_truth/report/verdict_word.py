"""A verdict for a person at a terminal: its word and its colour."""

from __future__ import annotations

from rich.text import Text

from customer_truth.verdict.verdict import Verdict

STYLES = {
    Verdict.PASSED: "green",
    Verdict.WARNED: "yellow",
    Verdict.FAILED: "bold red",
    Verdict.ERRORED: "bold magenta",
    Verdict.SKIPPED: "dim",
    Verdict.NOT_APPLICABLE: "dim",
}


def verdict_word(verdict: Verdict, width: int = 0) -> Text:
    """The verdict as a word, coloured where colour is wanted."""
    return Text(verdict.words.ljust(width), style=STYLES[verdict])
