"""A claim as a person would say it: the function, what it says, and the value it says it of."""

from __future__ import annotations

import re
from datetime import datetime

_WHETHER = "whether "
_VERB = re.compile(r"\b(?:(is|are|was|were|may|can|must|will)|(has|have)(?: an?)?)\b")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_NAME = re.compile(r"[a-z]+(_[a-z]+)+")


def told(says: str | None, value: str | None) -> str:
    """`whether it is on hold` and `false` as `it is not on hold`; other values in brackets."""
    if says is None:
        return "nothing"
    if says.startswith(_WHETHER) and value in ("true", "false"):
        statement = says.removeprefix(_WHETHER)
        return statement if value == "true" else _denied(statement)
    if value is None or value == "true":
        return says
    return f"{says} ({_shown(value)})"


def _denied(statement: str) -> str:
    denied, times = _VERB.subn(
        lambda verb: f"{verb[1]} not" if verb[1] else f"{verb[2]} no", statement, count=1
    )
    return denied if times else f"not so that {statement}"


def _shown(value: str) -> str:
    """Numbers with two decimals at most, moments to the minute, names of columns as words."""
    if _NUMBER.fullmatch(value) and "." in value:
        return f"{float(value):,.2f}"
    if value == "false":
        return "no"
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return _NAME.sub(lambda name: name[0].replace("_", " "), value)
    return f"{moment:%Y-%m-%d %H:%M}" if len(value) > len("2026-01-01") else value
