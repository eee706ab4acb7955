"""Regular expressions that mean the same to RE2, PostgreSQL and Java.

A pattern is read token by token and written anew: classes such as backslash-d are spelt out in
ASCII, a dot matches a line break, and `$` only the very end. What the engines disagree on
(look-around, back-references, word boundaries, flags) is refused.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

from customer_truth.predicate.errors import PredicateError

_CLASSES = {"d": "0-9", "w": "0-9A-Za-z_", "s": " \\t\\n\\r\\f"}
_CONTROLS = "tnrf"
_SPECIAL = set("\\^$.|?*+()[]{}-")
_TOKEN = re.compile(
    r"(?P<escape>\\.)|(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<group>\((?:\?:)?)"
    r"|(?P<repeat>[*+?]|\{\d+(?:,\d*)?\})(?P<lazy>\??)|(?P<sign>[.^$|)])|(?P<text>[^\\\[\](){}*+?])",
    re.DOTALL,
)
_MOST_REPEATS = 255


def portable_pattern(pattern: str) -> str:
    """The same regular expression in the spelling that every engine reads alike."""
    _compiles(pattern)
    written, at, may_repeat = [], 0, False
    while at < len(pattern):
        token = _TOKEN.match(pattern, at)
        if token is None or (token["repeat"] and not may_repeat):
            raise _refused(pattern, pattern[at : at + 3])
        may_repeat = not (token["repeat"] or token["group"] or token["sign"] in ("^", "$", "|"))
        written.append(_token(pattern, token))
        at = token.end()
    return "".join(written)


def _compiles(pattern: str) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise PredicateError(
            f"the pattern {pattern!r}, which is no regular expression ({error})", "a sound one"
        ) from error


def _token(pattern: str, token: re.Match[str]) -> str:
    kind, text = token.lastgroup, token.group()
    if kind == "escape":
        return _escape(pattern, text[1])
    if kind == "set":
        return _set(pattern, text)
    if token["repeat"]:
        return _repeat(pattern, token["repeat"])
    return _literal(text) if kind == "text" else text


def _repeat(pattern: str, repeat: str) -> str:
    if any(int(count) > _MOST_REPEATS for count in re.findall(r"\d+", repeat)):
        raise _refused(pattern, repeat)
    return repeat


def _escape(pattern: str, letter: str) -> str:
    if letter in _CLASSES:
        return f"[{_CLASSES[letter]}]"
    if letter.lower() in _CLASSES:
        return f"[^{_CLASSES[letter.lower()]}]"
    return _escaped_letter(pattern, letter)


def _escaped_letter(pattern: str, letter: str) -> str:
    if letter in _CONTROLS:
        return f"\\{letter}"
    if letter.isalnum() or not letter.isascii():
        raise _refused(pattern, f"\\{letter}")
    return _literal(letter)


def _literal(letter: str) -> str:
    return f"\\{letter}" if letter in _SPECIAL else letter


def _set(pattern: str, text: str) -> str:
    opening = "[^" if text.startswith("[^") else "["
    return opening + "".join(_set_parts(pattern, text[len(opening) : -1])) + "]"


def _set_parts(pattern: str, inner: str) -> Iterator[str]:
    parts = re.findall(r"\\.|.", inner, re.DOTALL)
    for place, part in enumerate(parts):
        if len(part) == 2:
            letter = part[1]
            yield _CLASSES[letter] if letter in _CLASSES else _escaped_letter(pattern, letter)
        elif part == "-" and 0 < place < len(parts) - 1:
            if any(near[1:] in _CLASSES for near in (parts[place - 1], parts[place + 1])):
                raise _refused(pattern, f"[{inner}]")
            yield part
        elif part == "[" or (part in "&|~-" and parts[place - 1 : place] == [part]):
            raise _refused(pattern, part)
        else:
            yield _literal(part)


def _refused(pattern: str, part: str) -> PredicateError:
    return PredicateError(
        f"{part!r} in the pattern {pattern!r}",
        r"what all engines read alike: . [] () | ^ $ * + ? {1,9} \d \w \s",
        "Escape a sign that is meant as itself with a backslash.",
    )
