"""What reading a typed value comes to, and how typed text is made plain first."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_SEPARATORS = re.compile(r"[\s.\-/]+")


class Reading(NamedTuple):
    """A value in its normal form, or a few words on why there is none; exactly one is None."""

    value: str | None
    problem: str | None


def sound(value: str) -> Reading:
    """A value in its normal form."""
    return Reading(value, None)


def problem(words: str) -> Reading:
    """A value that has no normal form; `words` never repeat what was typed."""
    return Reading(None, words)


def plain(typed: str) -> str:
    """`typed` with wide letters and digits, and dashes of every kind, as ASCII has them."""
    return _DASHES.sub("-", unicodedata.normalize("NFKC", typed)).strip()


def compact(typed: str) -> str:
    """A number or code without what people put between its groups, in capitals."""
    return _SEPARATORS.sub("", plain(typed)).upper()


def is_filler(number: str) -> bool:
    """One digit over and over, as typed where a field must not stay empty."""
    digits = [sign for sign in number if sign.isdigit()]
    return len(digits) > 3 and len(set(digits)) == 1
