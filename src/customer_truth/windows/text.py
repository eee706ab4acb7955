"""Reads a typed delivery window; what cannot be understood is refused, never a guess."""

from __future__ import annotations

from customer_truth.windows.folding import tidy
from customer_truth.windows.hours import Hours, NotUnderstood
from customer_truth.windows.osm import read_osm
from customer_truth.windows.typed import read_typed

_LONGEST = 1000


def read_hours(text: str) -> Hours | None:
    """The hours that `text` means, or None."""
    try:
        return understand(text)
    except NotUnderstood:
        return None


def understand(text: str) -> Hours:
    """The hours that `text` means; raises NotUnderstood with the reason and the place.

    A text of OpenStreetMap's form is read as OpenStreetMap means it, all else as people type.
    """
    if len(text) > _LONGEST:
        raise NotUnderstood(f"is longer than {_LONGEST:,} characters", 0)
    tidied = tidy(text)
    return read_osm(tidied) or read_typed(tidied)
