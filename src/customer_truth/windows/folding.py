"""One form for the many ways to type a letter, a word and a dash."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html import unescape

# A regular expression for one dash of any kind.
DASH = r"[-~\u00ad\u2010-\u2015\u2043\u2212\u2e3a\u2e3b\u301c]"
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "-": "", "'": "", "\u2019": ""})


_LINE_END = re.compile(
    r"\r\n?|[\v\f\x85\u2028\u2029]|<\s*/?\s*(?:br|p|li|div|tr)\s*/?\s*>", re.IGNORECASE
)
# What a copied cell brings along and nobody sees.
_UNSEEN = re.compile(r"[\u200b-\u200f\u2060\ufeff]")
_ENTITY = re.compile(r"&#?\w{2,8};")


def tidy(text: str) -> str:
    """The text with one form for each letter, digit, blank and line end, also where it is HTML."""
    plain = _ENTITY.sub(lambda found: unescape(found[0].lower()), text)
    plain = _UNSEEN.sub("", _LINE_END.sub("\n", plain))
    return unicodedata.normalize("NFKC", plain).strip()


@lru_cache(maxsize=10_000)
def fold(word: str) -> str:
    """`Jusqu'à` becomes `jusqua`, `Lördag` becomes `lordag`, `segunda-feira` `segunda`."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    folded = "".join(letter for letter in plain if not unicodedata.combining(letter))
    for ending in ("-feira", "-feiras"):
        folded = folded.removesuffix(ending)
    return folded.translate(_LETTERS)
