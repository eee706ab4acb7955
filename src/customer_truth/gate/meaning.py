"""Whether two texts of one file say the same: comments and layout are no change.

What is in doubt says something else, so a text that this module cannot follow is compared as it is.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from customer_truth.rules.lined_yaml import read_yaml

# A jinja comment, a comment of SQL, a text in quotes, layout, or any other character.
_TOKEN = re.compile(
    r"(?P<jinja>\{#.*?#\})"
    r"|(?P<comment>--[^\n]*|/\*.*?\*/)"
    r"|(?P<quoted>'[^']*'|\"[^\"]*\")"
    r"|(?P<layout>\s+)"
    r"|(?P<other>.)",
    re.DOTALL,
)
# Code inside a comment runs all the same, and these end a text in quotes at another place.
_JINJA = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|#\}")
_ODD_QUOTES = re.compile(r"\\['\"]|\$\$|\$\w+\$")


def says_the_same(was: Path, now: Path) -> bool:
    """Whether both files exist and differ at most in comments and layout."""
    if not (was.is_file() and now.is_file()):
        return False
    before, after = was.read_bytes(), now.read_bytes()
    if before == after:
        return True
    match now.suffix:
        case ".yml" | ".yaml":
            documents = [read_yaml(path) for path in (was, now)]
            sound = not any(document.problems for document in documents)
            return sound and same_data(documents[0].data, documents[1].data)
        case ".sql":
            told = [_statements(text.decode("utf-8", "replace")) for text in (before, after)]
            return None not in told and told[0] == told[1]
        case ".csv":
            return _rows(was) == _rows(now) is not None
    return False


def same_data(was: Any, now: Any) -> bool:
    """Whether two values are equal and of the same types; the order of fields does not count."""
    return bool(_canonical(was) == _canonical(now))


def _canonical(value: Any) -> Any:
    if isinstance(value, Mapping):
        return "fields", sorted((str(name), _canonical(part)) for name, part in value.items())
    if isinstance(value, list | tuple):
        return "list", [_canonical(part) for part in value]
    return type(value).__name__, repr(value)


def _statements(text: str) -> str | None:
    """The SQL without comments and layout; None where its quotes cannot be followed."""
    if _ODD_QUOTES.search(text):
        return None
    told = [" "]
    for token in _TOKEN.finditer(text):
        part = token.group()
        if token.lastgroup == "quoted" and ("{#" in part or "#}" in part):
            return None
        is_comment = token.lastgroup == "comment" and not _JINJA.search(part)
        if not (is_comment or token.lastgroup in ("jinja", "layout")):
            told.append(part)
        elif told[-1] != " ":
            told.append(" ")
    return "".join(told).strip()


def _rows(path: Path) -> Counter[tuple[str, ...]] | None:
    """The rows of a table, in whatever order, with its header; None where it cannot be read."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            rows = [tuple(row) for row in csv.reader(text, strict=True) if row]
    except (OSError, UnicodeError, csv.Error):
        return None
    header, body = rows[:1], rows[1:]
    return Counter([*(("header", *row) for row in header), *(("row", *row) for row in body)])
