"""The names of the weekdays in the languages that people type, from the Unicode CLDR."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from babel import Locale

from customer_truth.windows.folding import fold

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "nb")
_MORE_NAMES = {
    "en": {2: "tues", 3: "weds", 4: "thur thurs"},
    "de": {6: "sonnabend"},
    "pt": {1: "segunda", 2: "terça", 3: "quarta", 4: "quinta", 5: "sexta"},
}
# Words of other meanings: `Mon to Fri`, `on Monday`, and the Polish for `not`.
_NO_NAMES = frozenset({"to", "on", "nie"})
# In these languages people write single letters. Only in English do they stand among longer names.
_LETTERS = ("en", "fr", "es", "it")
# In English these are no weekdays: March and Pacific Time.
_ENGLISH_WORDS = ("mar", "pt")
_RUN = re.compile(r"(m)?(tu|t(?=w|th))?(w)?(th)?(f)?(sa)?(su)?")
_RUN_DAYS = {"m": 1, "tu": 2, "t": 2, "w": 3, "th": 4, "f": 5, "sa": 6, "su": 7}
_WHOLE_RUNS = {"mtwtf": (1, 2, 3, 4, 5), "mtwtfss": (1, 2, 3, 4, 5, 6, 7)}

Meanings = dict[str, frozenset[int]]


class AmbiguousName(ValueError):  # noqa: N818
    """A weekday's name that means one day here and another there."""


@cache
def names() -> dict[str, Meanings]:
    """Each name with the days it may mean in each language; a letter may mean several in one."""
    found: dict[str, dict[str, set[int]]] = {}
    for language in LANGUAGES:
        for name, day in _names_of(language):
            if name not in _NO_NAMES:
                found.setdefault(name, {}).setdefault(language, set()).add(day)
    meanings = {
        name: {language: frozenset(days) for language, days in by_language.items()}
        for name, by_language in found.items()
    }
    for word in _ENGLISH_WORDS:
        meanings[word]["en"] = frozenset()
    return meanings


@cache
def certain_names() -> dict[str, int]:
    """The names that mean one day wherever they are known."""
    found = {}
    for name, by_language in names().items():
        days = set(by_language.values())
        if len(days) == 1 and len(only := next(iter(days))) == 1:
            found[name] = next(iter(only))
    return found


def run_together(name: str) -> tuple[int, ...] | None:
    """The days of `MWF` or `TuTh`; None for all else, and for `MF`, which may be a range."""
    if name in _WHOLE_RUNS:
        return _WHOLE_RUNS[name]
    match = _RUN.fullmatch(name)
    parts = [part for part in match.groups() if part] if match else []
    if len(parts) < 2 or name == "mf":
        return None
    return tuple(_RUN_DAYS[part] for part in parts)


def resolve(typed: Collection[str], hinted: Collection[str]) -> dict[str, int]:
    """The days that the names of one text mean together.

    Names that differ between languages are decided by the other names, then by the languages
    that the text's other words belong to; what stays open, and one letter alone, raises
    AmbiguousName.
    """
    certain = certain_names()
    if len(typed) == 1 and len(alone := next(iter(typed))) == 1:
        raise AmbiguousName(alone)
    if all(name in certain for name in typed):
        return {name: certain[name] for name in typed}
    known = names()
    languages = [
        language
        for language in LANGUAGES
        if all(language in known[name] for name in typed) and _writes_so(language, typed)
    ]
    readings = [_reading(language, typed) for language in languages]
    preferred = [r for at, r in zip(languages, readings, strict=True) if at in hinted]
    for candidates in (readings, preferred):
        first = candidates[0] if candidates else None
        if first is not None and all(reading == first for reading in candidates):
            return first
    doubtful = next(name for name in typed if name not in certain)
    raise AmbiguousName(doubtful)


def _writes_so(language: str, typed: Collection[str]) -> bool:
    letters = sum(len(name) == 1 for name in typed)
    return language == "en" or letters in (0, len(typed))


def _reading(language: str, typed: Collection[str]) -> dict[str, int] | None:
    """What the names mean in one language; a letter of two days is the one not named otherwise."""
    known = names()
    days = {name: known[name][language] for name in typed}
    named = {next(iter(found)) for found in days.values() if len(found) == 1}
    reading = {}
    for name, found in days.items():
        left = found if len(found) == 1 else found - named
        if len(left) != 1:
            return None
        reading[name] = next(iter(left))
    return reading


def _names_of(language: str) -> Iterator[tuple[str, int]]:
    days = Locale.parse(language).days
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated", "short"):
            for index, name in days[context].get(width, {}).items():
                folded = fold(name.removesuffix("."))
                yield folded, index + 1
                if width == "wide":
                    yield folded + "s", index + 1
    if language in _LETTERS:
        for index, letter in days["stand-alone"]["narrow"].items():
            yield fold(letter), index + 1
    for day, more in _MORE_NAMES.get(language, {}).items():
        for name in more.split():
            yield fold(name), day
