"""A problem in a definition: where it stands, what it has, what it needs, what to do next."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from customer_truth.text.visible import visible

_LONGEST_NAME = 200


@dataclass(frozen=True, kw_only=True, order=True)
class Problem:
    """One thing that is wrong in one line of one file; `file` is relative to the project root.

    One that is `lapsed` is wrong because of the day: on another day the same text may be sound. It
    is refused where definitions are merged; a night goes on with what still holds.
    """

    file: Path
    line: int
    where: str
    message: str
    code: str | None = None
    lapsed: bool = False

    def __str__(self) -> str:
        return visible(f"{self.file}:{self.line}: {self.where}: {self.message}")


def clipped(text: str, at_most: int = 200) -> str:
    """A text for a sentence, cut where it is longer than anybody would read."""
    return text if len(text) <= at_most else f"{text[: at_most - 3]}..."


def written(value: object) -> str:
    """A value for a sentence, as JSON writes it, cut like any other text."""
    return clipped(json.dumps(value, ensure_ascii=False, default=str), 60)


def complaint(has: str, needs: str, do: str = "") -> str:
    """The words of a problem: has what, needs what, and the next step, each of bounded length."""
    has, needs, do = clipped(has, 400), clipped(needs, 2_000), clipped(do, 2_000)
    return f"has {has}, needs {needs}. {do}".rstrip()


def nearest(name: str, names: Iterable[str]) -> str:
    """A question that offers the known name most like `name`, or nothing."""
    if len(name) > _LONGEST_NAME:
        return ""
    known, typed = sorted(names), name.lower()
    close = get_close_matches(typed, known, n=1, cutoff=0.85)
    close = close or [one for one in known if len(typed) > 3 and one.lower().startswith(typed)]
    close = close or get_close_matches(typed, known, n=1, cutoff=0.6)
    return f"Did you mean {close[0]}?" if close else ""


def listed(names: Iterable[str], at_most: int = 12) -> str:
    """Names for a sentence, sorted and cut after some."""
    known = sorted(names)
    told = ", ".join(clipped(name) for name in known[:at_most])
    return f"{told} and {len(known) - at_most} more" if len(known) > at_most else told
