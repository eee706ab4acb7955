"""Tax numbers of companies, VAT and national: by the form and check digits of their country."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from itertools import product
from typing import Protocol, cast

from stdnum import get_cc_module
from stdnum.au import acn
from stdnum.exceptions import (
    InvalidChecksum,
    InvalidComponent,
    InvalidLength,
    ValidationError,
)
from stdnum.fr import siren

from customer_truth.identifiers import country
from customer_truth.identifiers.reading import Reading, compact, is_filler, plain, problem, sound

# What companies, sole traders among them, hold; python-stdnum's `vat` where nothing is said.
_FORMS = {
    "AT": ("vat", "tin"),
    "AU": ("abn", "acn"),
    "BR": ("cnpj", "cpf"),
    "CH": ("uid",),
    "DE": ("vat", "idnr", "stnr"),
    "EE": ("vat", "registrikood"),
    "FI": ("vat", "ytunnus"),
    "FR": ("vat", "siren", "siret"),
    "GB": ("vat", "utr"),
    "IE": ("vat", "pps"),
    "IN": ("gstin", "pan"),
    "IS": ("vat", "kennitala"),
    "IT": ("vat", "codicefiscale"),
    "LI": ("peid",),
    "MD": ("idno",),
    "NO": ("orgnr",),
    "SE": ("vat", "orgnr"),
    "TH": ("moa", "tin"),
    "TR": ("vkn", "tckimlik"),
    "UA": ("edrpou", "rntrc"),
    "US": ("ein",),
    "ZA": ("tin",),
}
# VAT writes Greece as EL; Northern Ireland's numbers are those of Great Britain.
_PREFIXES = {"EL": "GR", "XI": "GB"}
# Places whose companies have the numbers of another country.
_ISSUERS = {
    **dict.fromkeys(("BL", "GF", "GP", "MC", "MF", "MQ", "RE", "YT"), "FR"),
    **dict.fromkeys(("AS", "GU", "MP", "PR", "VI"), "US"),
    "AX": "FI",
    "IM": "GB",
}
_PREFIXED = re.compile(r"([A-Z]{2})[.\-]*(?=[0-9A-Z./\-]*\d)(.+)")
# Swiss and Norwegian numbers say at their end that they are registered, for VAT or in trade, the
# Swiss in several languages.
_REGISTERED = re.compile(r"(?<=[0-9])([/,-]?(MWST|TVA|IVA|TPV|VAT|MVA|HR|RC))+$")
_SAY_REGISTERED = ("CH", "LI", "NO")
# A Hungarian number says behind its eight digits how it pays VAT and in which county.
_HUNGARIAN = re.compile(r"(\d{8})-?[1-5]-?\d{2}")
# The number of a register, or of one account, as the number of the same company for taxes.
_OF_COMPANY: Mapping[str, Callable[[str], str]] = {
    "stdnum.au.acn": lambda number: compact(acn.to_abn(number)),
    "stdnum.ca.bn": lambda number: number[:9],
    "stdnum.fr.siren": siren.to_tva,
    "stdnum.se.orgnr": lambda number: f"{number}01",
}
_UNCHECKED = re.compile(r"(?=[A-Z]*\d)[0-9A-Z]{4,20}")


class _Form(Protocol):
    """A module of python-stdnum."""

    __name__: str

    def validate(self, number: str) -> str:
        """The compact number, or a ValidationError."""


def read(typed: str, context: str = "") -> Reading:
    """The country's code and its compact number, as `DE136695976`.

    The country is the context's, or that of the prefix where there is no context. A country of
    which no form is known gets its number back unjudged.
    """
    number = "".join(plain(typed).upper().split())
    prefix, _ = _split(number)
    home = country.code(context) or prefix
    if home in _SAY_REGISTERED:
        number = _REGISTERED.sub("", number)
    if is_filler(number):
        return problem("a filler")
    _, rest = _split(number)
    if not home:
        return problem("no country, no prefix")
    # Letters and digits of its own script are for the country to read.
    reading = _of_country(_ISSUERS.get(home, home), number, prefix, rest)
    if reading.value is None and not number.isascii():
        return problem("signs that no tax number has")
    return reading


def _of_country(home: str, number: str, prefix: str | None, rest: str) -> Reading:
    # A number may begin with its country's letters by chance, so it is read whole first.
    reading = _of(home, number)
    if reading.value or prefix is None:
        return reading
    if prefix == home:
        return _of(home, rest)
    if _forms(prefix) and _of(prefix, rest).value:
        return problem(f"a number of {prefix}, country is {home}")
    return reading


def _split(number: str) -> tuple[str | None, str]:
    """The country that a number is prefixed with, and the rest of it."""
    found = _PREFIXED.fullmatch(number)
    if not found:
        return None, number
    prefix = _PREFIXES.get(found[1], found[1])
    prefix = _ISSUERS.get(prefix, prefix)
    return (prefix, found[2]) if prefix in country.codes() else (None, number)


def _of(home: str, number: str) -> Reading:
    forms = _forms(home)
    if not forms:
        bare = compact(number).removeprefix(home)
        return sound(home + bare) if _UNCHECKED.fullmatch(bare) else problem("wrong form")
    if home == "HU":
        number = _HUNGARIAN.sub(r"\1", number)
    errors: list[ValidationError] = []
    # Some forms know only some of the separators that people write.
    for form, written in product(forms, dict.fromkeys((number, compact(number)))):
        try:
            valid = form.validate(written)
        except ValidationError as error:
            errors.append(error)
        else:
            return sound(_prefixed(form, home, _of_company(form, valid)))
    return problem(f"{_nearest(errors)} for {home}")


def _of_company(form: _Form, valid: str) -> str:
    return _OF_COMPANY.get(form.__name__, str)(valid)


def _prefixed(form: _Form, home: str, valid: str) -> str:
    """A valid number with its country's prefix, once; a Swiss one carries the letters within it."""
    if home == "CH":
        return valid
    bare = valid.removeprefix(home)
    if bare != valid:
        try:
            return home + form.validate(bare)
        except ValidationError:
            pass
    return home + valid


def _nearest(errors: list[ValidationError]) -> str:
    """The problem of the form that a number came closest to."""
    words = (
        (InvalidChecksum, "check digit is wrong"),
        (InvalidComponent, "a part that was never issued"),
        (InvalidLength, "wrong length"),
    )
    for kind, said in words:
        if any(isinstance(error, kind) for error in errors):
            return said
    return "wrong form"


@cache
def _forms(home: str) -> tuple[_Form, ...]:
    found = (get_cc_module(home, name) for name in _FORMS.get(home, ("vat",)))
    return tuple(cast(_Form, form) for form in found if form is not None)
