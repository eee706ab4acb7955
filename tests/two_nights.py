"""What the nights of one company on two engines must have alike."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.conftest import truth

_OF_THE_RUN = re.compile(
    r"\d{8}T\d{6}-[0-9a-f]{4}"  # its id
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z| UTC)?"
    r"| --target \w+"
)
_LOOK_UPS = (
    ("contradictions", "--format", "csv"),
    ("matches", "--format", "csv"),
    ("scorecards", "--format", "csv"),
    ("rules", "--failing"),
)
_JUDGED = ("verdict", "reason", "records", "failing", "waived", "new", "resolved")


def outcomes(run: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What came of each rule of a run, by its id."""
    return {rule["id"]: {key: rule[key] for key in _JUDGED} for rule in run["rules"]}


def look_ups(home: Path, *on: str) -> dict[str, str]:
    """What is answered to questions about a night, each by the words that ask it."""
    asked = [*_LOOK_UPS]
    failing = truth("exceptions", "--format", "json", "--limit", "1000", *on, home=home)
    customers = sorted({row["customer_id"] for row in json.loads(failing.out)} - {None})
    asked += [("why", customer) for customer in customers[:1]]
    answers = {" ".join(words): truth(*words, *on, home=home) for words in asked}
    assert all(answer.code in (0, 1) for answer in answers.values()), answers
    return {words: _OF_THE_RUN.sub("", answer.out) for words, answer in answers.items()}


def known_of_marts(home: Path, target: str) -> dict[str, Any]:
    """What the lineage knows of each mart's columns, from an engine's own SQL."""
    told: dict[str, Any] = json.loads((home / "target" / target / "lineage.json").read_text())
    return dict(told["marts"])


def pages(site: Path) -> list[str]:
    """The lines of a site's pages, each behind its page's name, but for the moment of the run.

    Nor is it told which engine a command that a page names is for.
    """
    paths = sorted(site.rglob("*.html"))
    assert paths, f"no page below {site}"
    return [
        f"{page.relative_to(site)}: {line}"
        for page in paths
        for line in _OF_THE_RUN.sub("", page.read_text("utf-8")).splitlines()
    ]
