"""Remembers which demo company the extracts are, and which other one a warehouse has judged.

A warehouse keeps the ids of its customers from night to night. Those of another company mean other
customers, so a night on a second company cannot be held against what was planted there.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from customer_truth.errors import Unusable

_FILE = "company.json"


@dataclass(frozen=True)
class Company:
    """What a demo company is made from."""

    customers: int
    seed: int
    is_story: bool = False

    def __str__(self) -> str:
        return f"{self.customers:,} customers of seed {self.seed}"


def remember(
    raw: Path, company: Company, made_at: datetime, last_night: datetime | None
) -> Company | None:
    """Writes down the company of `raw`; returns another one that a night was run on before.

    `last_night` is when the warehouse's last night began (UTC), None where there was none.
    """
    before = _read(raw)
    judged = before.get("earlier")
    if before and last_night and last_night > datetime.fromisoformat(before["made_at"]):
        judged = judged or before["company"]
    earlier = judged if last_night and judged != asdict(company) else None
    told = {"company": asdict(company), "made_at": made_at.isoformat(), "earlier": earlier}
    (raw / _FILE).write_text(json.dumps(told) + "\n", encoding="utf-8")
    return Company(**earlier) if earlier else None


def refuse_others(raw: Path, last_night: datetime) -> None:
    """`Unusable` where the last night, or one before, judged other extracts than those of `raw`."""
    told = _read(raw)
    truth = raw / "truth.csv"
    if earlier := told.get("earlier"):
        raise Unusable(
            f"{truth}: is of {Company(**told['company'])}, and the warehouse keeps the customer "
            f"ids of {Company(**earlier)}, needs a warehouse of its own. "
            "Make the company and its night with another --home."
        )
    if told and last_night < datetime.fromisoformat(told["made_at"]):
        raise Unusable(
            f"{truth}: is newer than the last night, needs a night on these extracts. "
            "Run: truth nightly"
        )


def is_story(raw: Path) -> bool:
    """Whether the extracts are those of the story."""
    return bool(_read(raw).get("company", {}).get("is_story"))


def _read(raw: Path) -> dict[str, Any]:
    path = raw / _FILE
    if not path.is_file():
        return {}
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read
