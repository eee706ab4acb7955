"""Currencies: the ISO 4217 code of one that is tender somewhere today."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale
from babel.numbers import get_territory_currencies

from customer_truth.identifiers import country
from customer_truth.identifiers.reading import Reading, plain, problem, sound


def read(typed: str, context: str = "") -> Reading:
    """The code in capitals."""
    code = plain(typed).upper()
    if not re.fullmatch("[A-Z]{3}", code):
        return problem("not a code of three letters")
    if code in _tender():
        return sound(code)
    return problem("no longer tender" if code in _known() else "not a currency")


@cache
def _tender() -> frozenset[str]:
    return frozenset(
        currency for place in country.codes() for currency in get_territory_currencies(place)
    )


@cache
def _known() -> frozenset[str]:
    return frozenset(Locale("en").currencies)
