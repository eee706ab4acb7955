"""An owner's work list: every open exception as CSV that no spreadsheet runs as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from customer_truth.site.evidence import OpenException

COLUMNS = (
    "rule_id",
    "title",
    "severity",
    "mart",
    "record_key",
    "customer_id",
    "value_at_stake",
    "first_seen",
    "last_seen",
    "times_reopened",
    "due",
    "decider",
    "waiver_id",
)
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_worklist(
    path: Path, pages: Iterable[Sequence[OpenException]], titles: Mapping[str, str]
) -> None:
    """Writes the pages of exceptions to `path`; `titles` are those of the rules by id."""
    # Nobody can read half a character: a lone surrogate becomes a question mark.
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for page in pages:
            writer.writerows(_cells(found, titles) for found in page)


def _cells(found: OpenException, titles: Mapping[str, str]) -> list[object]:
    title = titles.get(found.rule_id, found.rule_id)
    return [_cell(title if name == "title" else getattr(found, name)) for name in COLUMNS]


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, str) and value.startswith(_STARTS_A_FORMULA):
        return f"'{value}"
    return value
