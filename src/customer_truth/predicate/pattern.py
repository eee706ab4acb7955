"""Regular expressions that mean the same to RE2, PostgreSQL and Java.

A pattern is read token by token and written anew: classes such as backslash-d are spelt out in
ASCII, a dot matches a line break, and `$` only the very end. What the engines disagree on
(look-around, back-references, word boundaries, flags) is refused.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from customer_truth.files.problem import clipped
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
_MOST_SIGNS = 1_000


@dataclass
class _Group:
    """What stands in one pair of brackets: its signs when written out; is it one endless repeat."""

    size: int = 0
    is_endless: bool = False
    last: _Group | None = None

    def add(self, part: _Group) -> None:
        self.size += part.size
        self.is_endless = part.is_endless and self.last is None
        self.last = part


def portable_pattern(pattern: str) -> str:
    """The same regular expression in the spelling that every engine reads alike.

    A repeat of nothing but an endless repeat, and one that is written out too long, are refused:
    an engine that tries every way through a text would never end, others run out of memory.
    """
    _compiles(pattern)
    written, at, may_repeat, groups = [], 0, False, [_Group()]
    while at < len(pattern):
        token = _TOKEN.match(pattern, at)
        if token is None or (token["repeat"] and not may_repeat):
            raise _refused(pattern, pattern[at : at + 3])
        may_repeat = not (token["repeat"] or token["group"] or token["sign"] in ("^", "$", "|"))
        written.append(_token(pattern, token))
        _weigh(pattern, token, groups)
        at = token.end()
    if groups[0].size > _MOST_SIGNS:
        raise _refused(pattern, f"{groups[0].size:,} characters when its repeats are written out")
    return "".join(written)


def _weigh(pattern: str, token: re.Match[str], groups: list[_Group]) -> None:
    if token["group"]:
        groups.append(_Group())
    elif token["sign"] == ")":
        closed = groups.pop()
        groups[-1].add(closed)
    elif token["repeat"]:
        _repeated(pattern, token["repeat"], groups[-1])
    else:
        groups[-1].add(_Group(size=1))


def _repeated(pattern: str, repeat: str, group: _Group) -> None:
    part = group.last or _Group()
    is_endless = repeat in ("*", "+") or repeat.endswith(",}")
    if is_endless and part.is_endless:
        raise _refused(pattern, f"{repeat} around another repeat")
    times = max([int(count) for count in re.findall(r"\d+", repeat)], default=1)
    group.size += part.size * (max(times, 1) - 1)
    part.is_endless = is_endless
    group.is_endless = is_endless and group.size == part.size * max(times, 1)


def _compiles(pattern: str) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise PredicateError(
            f"the pattern {clipped(pattern)!r}, which is not a regular expression ({error})",
            "a valid one",
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
        f"{part!r} in the pattern {clipped(pattern)!r}",
        r"what all engines read the same way: . [] () | ^ $ * + ? {1,9} \d \w \s",
        "Put a backslash before a character that stands for itself.",
    )
