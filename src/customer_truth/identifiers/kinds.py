"""Every kind of identifier, and how a value of it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import NamedTuple

from customer_truth.identifiers import (
    country,
    currency,
    domain,
    duns,
    email,
    gln,
    lei,
    phone,
    tax_id,
    time_zone,
)
from customer_truth.identifiers.reading import Reading, problem

__all__ = ["CONTEXTUAL", "KINDS", "VERSIONS", "Reading", "read"]

_LONGEST = 1000


class _Kind(NamedTuple):
    """How values of one kind are read; `rules` counts up when this project's part changes."""

    read: Callable[[str, str], Reading]
    rules: int
    libraries: tuple[str, ...]


_KINDS = {
    "country": _Kind(country.read, 1, ("babel", "tzdata")),
    "currency": _Kind(currency.read, 1, ("babel",)),
    "domain": _Kind(domain.read, 1, ("email-validator",)),
    "duns": _Kind(duns.read, 1, ()),
    "email": _Kind(email.read, 1, ("email-validator",)),
    "gln": _Kind(gln.read, 1, ("python-stdnum",)),
    "lei": _Kind(lei.read, 1, ("python-stdnum",)),
    "phone": _Kind(phone.read, 1, ("phonenumbers", "babel", "tzdata")),
    "tax_id": _Kind(tax_id.read, 2, ("python-stdnum", "babel", "tzdata")),
    "time_zone": _Kind(time_zone.read, 1, ("tzdata",)),
}
KINDS = frozenset(_KINDS)
CONTEXTUAL = frozenset({"phone", "tax_id"})  # read with the country that stands beside them
VERSIONS: Mapping[str, str] = {
    name: " ".join([str(kind.rules), *(f"{used} {version(used)}" for used in kind.libraries)])
    for name, kind in _KINDS.items()
}


def read(kind: str, typed: str, context: str = "") -> Reading:
    """The normal form of `typed`, or the problem with it; `context` is its country as typed."""
    reader = _KINDS[kind].read
    if len(typed) > _LONGEST:
        return problem("too long")
    return reader(typed.strip(), context)
