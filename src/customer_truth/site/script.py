"""Data that pages read from disk: scripts that do nothing but name it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

LAST_NIGHT = "last-night.js"


def write_script(path: Path, name: str, told: object) -> None:
    """Writes `told` so that pages find it as `window.<name>`, as a whole or not at all."""
    # A closing tag or a line separator in a title must not end the script.
    text = json.dumps(told, ensure_ascii=True).replace("<", "\\u003c")
    part = path.with_suffix(".part")
    part.write_text(f"window.{name} = {text};\n", "utf-8")
    part.replace(path)


def write_index(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """What a search looks through: title, address, what is told beside it, further words."""
    write_script(path, "truthIndex", rows)


def write_last_night(folder: Path, *, begun: str | None = None, ended: bool = False) -> None:
    """Tells the pages of the whole site in `folder` of a night begun after theirs, if there is one.

    `begun` is its moment in UTC; `ended` that it came to no verdict.
    """
    told = {} if begun is None else {"begun": begun, "ended": ended}
    write_script(folder / LAST_NIGHT, "truthLastNight", told)
