"""Whether two texts of one file say the same: comments and layout are no change.

What is in doubt says something else, so a text that this module cannot follow is compared as it is.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateSyntaxError

from customer_truth.files.lined_yaml import read_yaml

# What the template runs is no SQL yet: a sign stands for it, one for a value and one for a tag.
_VALUE, _TAG = "\0", "\1"
_SIGNS = {"variable_begin": _VALUE, "block_begin": _TAG}
_ENDS = {"variable_end", "block_end"}
_PASSED_OVER = {"comment_begin", "comment", "comment_end", "whitespace"}
_TEMPLATE = Environment(autoescape=False)

# A comment of SQL, a text in quotes, one of them without its end, layout, or any other character.
_TOKEN = re.compile(
    r"(?P<line>--[^\n]*)"
    r"|(?P<block>/\*.*?\*/)"
    r"|(?P<quoted>'[^']*'|\"[^\"]*\")"
    r"|(?P<open>['\"]|/\*)"
    r"|(?P<layout>[ \t\n]+)"
    r"|(?P<other>.)",
    re.DOTALL,
)
# Engines differ in whether these are layout, end a line or are part of a name.
_ODD_CHARACTER = re.compile(
    r"[^\S \t\r\n]|[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2060-\u2064\ufeff]"
)
# These end a text in quotes at another place.
_ODD_QUOTES = re.compile(r"\\['\"]|\$[^\x02-\x20$]*\$")
# What the template writes may make a mark of a comment or a quote out of these.
_HALF_A_MARK = re.compile(r"[-/*$\\][\0\1]|[\0\1][-/*$\\]")
_LINE_END = re.compile(r"\r\n|\r|\n")
_WRITES_A_MARK = re.compile(r"--|/\*|\*/|[$\\]|^[-/*]|[-/*]$")


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
            told = [_statements(content) for content in (before, after)]
            return None not in told and told[0] == told[1]
        case ".csv":
            return _rows(was) == _rows(now) is not None
    return False


def same_data(was: Any, now: Any) -> bool:
    """Whether two values are equal and of the same types; the order of fields does not count."""
    return bool(_canonical(was) == _canonical(now))


def statements(sql: str) -> object:
    """What SQL says, to be compared: without comments and layout; in doubt the text itself."""
    return _statements(sql.encode("utf-8", "surrogateescape")) or sql


def differing_lines(was: Path, now: Path) -> Iterator[tuple[bool, int, str]]:
    """The lines that stand on one side only: whether on the new one, the number, the text."""
    before, after = lines_of(was), lines_of(now)
    for is_new, lines, others in ((False, before, after), (True, after, before)):
        left = Counter(others)
        for number, line in enumerate(lines, 1):
            left[line] -= 1
            if left[line] < 0:
                yield is_new, number, line


def lines_of(path: Path) -> list[str]:
    """The lines of a text, however they end; none where there is no file."""
    return path.read_text("utf-8", "replace").splitlines() if path.is_file() else []


def _canonical(value: Any) -> Any:
    if isinstance(value, Mapping):
        return "fields", sorted((str(name), _canonical(part)) for name, part in value.items())
    if isinstance(value, list | tuple):
        return "list", [_canonical(part) for part in value]
    return type(value).__name__, repr(value)


def _statements(content: bytes) -> tuple[str, list[str]] | None:
    """The SQL without comments and layout, and what its template runs; None where in doubt."""
    try:
        text = content.decode("utf-8")
        split = None if _ODD_CHARACTER.search(text) else _without_template(text)
    except (UnicodeError, TemplateSyntaxError):
        return None
    if split is None or _ODD_QUOTES.search(split[0]) or _HALF_A_MARK.search(split[0]):
        return None
    sql, code = split
    told = [" "]
    for token in _TOKEN.finditer(sql):
        part, kind = token.group(), token.lastgroup
        if _is_in_doubt(kind, part):
            return None
        if kind in ("quoted", "other"):
            told.append(part)
        elif told[-1] != " ":
            told.append(" ")
    return "".join(told).strip(), code


def _without_template(text: str) -> tuple[str, list[str]] | None:
    """The SQL with a sign for each piece of code, and these pieces; None where in doubt.

    Raises TemplateSyntaxError for what is no template.
    """
    sql: list[str] = []
    code: list[str] = []
    for _, kind, value in _TEMPLATE.lex(text):
        if kind.startswith("raw") or (kind == "string" and _may_end_a_text(value[1:-1])):
            return None
        if kind == "data":
            sql.append(value)
        elif kind in _SIGNS:
            sql.append(_SIGNS[kind])
            code.append(value)
        elif kind not in _PASSED_OVER:
            code[-1] += f" {value.strip() if kind in _ENDS else value}"
    return "".join(sql), code


def _may_end_a_text(written: str) -> bool:
    """Whether a text of the template may begin or end a comment or a quote of the SQL."""
    is_open = any(written.count(quote) % 2 for quote in "'\"")
    return is_open or _WRITES_A_MARK.search(written) is not None


def _is_in_doubt(kind: str | None, part: str) -> bool:
    """Whether it may end elsewhere: engines nest comments, and code decides on what is inside."""
    match kind:
        case "line" | "block":
            is_nested = kind == "block" and "/*" in part[2:]
            return is_nested or _VALUE in part or _TAG in part
        case "quoted":
            return _TAG in part
    return kind == "open"


def _rows(path: Path) -> Counter[tuple[str, ...]] | None:
    """The rows of a table, in whatever order, with its header; None where it cannot be read."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        # An engine that meets several line ends in one table reads other rows, or none.
        if len(set(_LINE_END.findall(text))) > 1:
            return None
        rows = [tuple(row) for row in csv.reader(StringIO(text, newline=""), strict=True) if row]
    except (OSError, UnicodeError, csv.Error):
        return None
    header, body = rows[:1], rows[1:]
    return Counter([*(("header", *row) for row in header), *(("row", *row) for row in body)])
