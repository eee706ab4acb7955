"""What the nights of one company on two engines must have alike."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.conftest import truth

_JUDGED = ("verdict", "reason", "records", "failing", "waived", "new", "resolved")
_LOOK_UPS = (
    ("contradictions", "--format", "csv"),
    ("exceptions", "--format", "csv"),
    ("matches", "--limit", "1000000", "--format", "csv"),
    ("scorecards", "--format", "csv"),
    ("rules", "--failing"),
)


def outcomes(run: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What came of each rule of a run, by its id."""
    return {rule["id"]: {key: rule[key] for key in _JUDGED} for rule in run["rules"]}


def look_ups(home: Path, target: str) -> dict[str, tuple[int, str]]:
    """How commands end that ask a night something, and what they say, each by its words."""
    on = ("--target", target)
    failing = json.loads(truth("exceptions", "--format", "json", *on, home=home).out)
    customer = min(row["customer_id"] for row in failing if row["customer_id"])
    ended = {
        " ".join(words): truth(*words, *on, home=home) for words in (*_LOOK_UPS, ("why", customer))
    }
    return {words: (each.code, _unlike(each.out, target)) for words, each in ended.items()}


def known_of_marts(home: Path, target: str) -> dict[str, Any]:
    """What the lineage knows of each mart's columns, from an engine's own SQL."""
    told = json.loads((home / "target" / target / "lineage.json").read_text())
    assert told["marts"], f"nothing is known of a mart in {home}"
    return dict(told["marts"])


def pages(site: Path, target: str) -> list[str]:
    """The lines of a site's pages, each behind its page's name."""
    paths = sorted(site.rglob("*.html"))
    assert paths, f"no page below {site}"
    return [
        f"{page.relative_to(site)}: {line}"
        for page in paths
        for line in _unlike(page.read_text("utf-8"), target).splitlines()
    ]


def _unlike(text: str, target: str) -> str:
    """A text without what two nights never share: which run it was, when, and on which engine.

    The records are of other days than the nights, so their moments stay.
    """
    now = datetime.now(UTC)
    days = [now - timedelta(days=number) for number in range(2)]
    run = "|".join(f"{day:%Y%m%d}" for day in days)
    moment = "|".join(f"{day:%Y-%m-%d}" for day in days)
    text = re.sub(rf"({run})T\d{{6}}-[0-9a-f]{{4}}", "<run>", text)
    text = re.sub(rf"({moment})[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z| UTC)?", "<moment>", text)
    return text.replace(f" --target {target}", "")
