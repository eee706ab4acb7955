"""Countries: ISO 3166-1 alpha-2, from codes and from names in the languages of the trade."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib import resources

from babel import Locale
from babel.core import get_global

from customer_truth.identifiers.reading import Reading, plain, problem, sound

_LANGUAGES = ("en", "de", "es", "fr", "it", "nl", "pt")
_ALSO = {
    "america": "US",
    "united states of america": "US",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "holland": "NL",
    "turkey": "TR",
    "czech republic": "CZ",
    "hong kong": "HK",
    "macau": "MO",
}


def read(typed: str, context: str = "") -> Reading:
    """The alpha-2 code of a country given by code (two, three letters or digits) or by name."""
    found = code(typed)
    return sound(found) if found else problem("not a country")


@lru_cache(maxsize=4096)
def code(typed: str) -> str | None:
    """The alpha-2 code that `typed` means, or None."""
    return _meanings().get(_key(typed))


@cache
def codes() -> frozenset[str]:
    """The alpha-2 codes that ISO 3166-1 assigns to countries."""
    table = resources.files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8")
    return frozenset(line[:2] for line in table.splitlines() if not line.startswith("#"))


@cache
def _meanings() -> Mapping[str, str]:
    """Every spelling that means one country; one that could mean two means none."""
    found: dict[str, set[str]] = {}
    for spelling, meant in _spellings():
        found.setdefault(_key(spelling), set()).add(meant)
    clear = {key: min(meant) for key, meant in found.items() if key and len(meant) == 1}
    return {**clear, **_ALSO, **{code.lower(): code for code in codes()}}


def _spellings() -> Iterator[tuple[str, str]]:
    for language in _LANGUAGES:
        for meant, name in Locale(language).territories.items():
            if meant in codes():
                yield name, meant
    for spelling, targets in get_global("territory_aliases").items():
        if len(targets) == 1 and targets[0] in codes() and len(spelling) <= 3:
            yield spelling, targets[0]


def _key(typed: str) -> str:
    letters = unicodedata.normalize("NFKD", plain(typed).casefold().replace("&", " and "))
    bare = "".join(sign for sign in letters if not unicodedata.combining(sign))
    words = re.sub(r"[^\w\s]|_", " ", re.sub(r"[.'\u2019]", "", bare))
    return " ".join(words.split()).removeprefix("the ")
