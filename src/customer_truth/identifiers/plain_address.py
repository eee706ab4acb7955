"""Addresses and hosts in plain small letters, as nearly all are written.

Of these the library says nothing but that they are sound, and takes ten times as long to say it:
most of that goes to signs of other alphabets, of which they have none.
"""

from __future__ import annotations

import re

from email_validator import SPECIAL_USE_DOMAIN_NAMES

_LONGEST = 254
_LABEL = r"(?!..--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = rf"(?:{_LABEL}\.)+{_LABEL}(?<=[a-z])"
_LOCAL = r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*"
_ADDRESS = re.compile(rf"{_LOCAL}@{_HOST}")
_RESERVED = tuple(f".{name}" for name in SPECIAL_USE_DOMAIN_NAMES)


def is_plain(address: str) -> bool:
    """Whether a whole address, in small letters, is one that needs no library to be sound."""
    return (
        len(address) <= _LONGEST
        and _ADDRESS.fullmatch(address) is not None
        and not address.endswith(_RESERVED)
    )
