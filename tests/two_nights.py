"""What the nights of one company on two engines must have alike."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

_JUDGED = ("verdict", "reason", "records", "failing", "waived", "new", "resolved")


def outcomes(run: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What came of each rule of a run, by its id."""
    return {rule["id"]: {key: rule[key] for key in _JUDGED} for rule in run["rules"]}


def shared_pages(home: Path) -> list[str]:
    """The lines of the pages on which no moment of the run and no command stands."""
    site = home / "site"
    paths = [site / "windows.html", *sorted((site / "lifecycles").glob("*.html"))]
    return [line for path in paths for line in _main_of(path).splitlines()]


def _main_of(path: Path) -> str:
    return path.read_text("utf-8").split("<main", 1)[1].split("</main>")[0]
