"""An owner's work list: every open exception as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from customer_truth.site.evidence import OpenException
from customer_truth.text.spreadsheet import Sheet

COLUMNS = (
    "rule_id",
    "broken",
    "severity",
    "mart",
    "record_key",
    "customer_id",
    "value",
    "in_error",
    "first_seen",
    "last_seen",
    "times_reopened",
    "due",
    "decider",
    "waiver_id",
    "not_looked_at",
    "link",
)


def write_worklist(
    path: Path,
    pages: Iterable[Sequence[OpenException]],
    broken: Mapping[str, str],
    site_url: str = "",
) -> None:
    """Writes the pages of exceptions to `path`; `broken` says how a rule's failure reads.

    Without the address of a site the links lead from the owner's folder.
    """
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        sheet = Sheet(file, COLUMNS)
        for page in pages:
            sheet.write(_cells(found, broken, site_url) for found in page)


def rule_link(rule_id: str, site_url: str) -> str:
    """The permanent address of a rule's page; nothing where nobody says where the site is."""
    return f"{site_url}/rules/{rule_id}.html" if site_url else ""


def _cells(found: OpenException, broken: Mapping[str, str], site_url: str) -> list[object]:
    told = {
        "broken": broken.get(found.rule_id, found.rule_id),
        "link": rule_link(found.rule_id, site_url) or f"rules/{found.rule_id}.html",
    }
    return [told[name] if name in told else getattr(found, name) for name in COLUMNS]
