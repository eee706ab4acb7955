"""The moment by which a night judges how old its extracts are: not that of the extracts itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

# What `truth demo` notes beside the extracts that it made.
MADE_BY_DEMO = "made_by_demo.json"


def present(raw: Path, as_of: datetime | None) -> datetime:
    """UTC without zone: `as_of` where it is given, else now.

    Extracts all of which stand still would be fresh by their own newest stamp. Those that were made
    up are of one day for good, which the demo writes down.
    """
    return as_of or made_for(raw) or datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def made_for(raw: Path) -> datetime | None:
    """The moment of extracts that a demo made; None where no demo did."""
    try:
        told = json.loads((raw / MADE_BY_DEMO).read_text(encoding="utf-8"))["as_of"]
        return datetime.fromisoformat(told).replace(tzinfo=None)
    except (OSError, ValueError, KeyError, TypeError):
        return None
