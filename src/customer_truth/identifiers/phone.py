"""Telephone numbers: E.164, by the numbering plan of their country."""

from __future__ import annotations

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, ValidationResult

from customer_truth.identifiers import country
from customer_truth.identifiers.reading import Reading, plain, problem, sound

_UNREADABLE = {
    NumberParseException.NOT_A_NUMBER: "not a number",
    NumberParseException.TOO_SHORT_AFTER_IDD: "too short",
    NumberParseException.TOO_SHORT_NSN: "too short",
    NumberParseException.TOO_LONG: "too long",
}
_IMPOSSIBLE = {
    ValidationResult.TOO_SHORT: "too short",
    ValidationResult.TOO_LONG: "too long",
    ValidationResult.INVALID_LENGTH: "wrong length",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "no area code",
    ValidationResult.INVALID_COUNTRY_CODE: "no such country code",
}


def read(typed: str, context: str = "") -> Reading:
    """`+` and digits, extension dropped; a number without `+` is one of the context's country."""
    region = country.code(context)
    number = plain(typed)
    try:
        parsed = phonenumbers.parse(number, region)
    except NumberParseException as error:
        return problem(_why_unreadable(error.error_type, number, region))
    possible = phonenumbers.is_possible_number_with_reason(parsed)
    if possible != ValidationResult.IS_POSSIBLE:
        return problem(_IMPOSSIBLE[possible])
    if not phonenumbers.is_valid_number(parsed):
        return problem(f"not a number of {_region(parsed, region)}")
    return sound(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def _why_unreadable(error: int, number: str, region: str | None) -> str:
    if error != NumberParseException.INVALID_COUNTRY_CODE:
        return _UNREADABLE[error]
    if number.startswith("+"):
        return "no such country code"
    return f"no numbering plan of {region}" if region else "no country, no +"


def _region(parsed: PhoneNumber, asked: str | None) -> str:
    """The country whose plan was broken; several share +1."""
    regions = phonenumbers.region_codes_for_country_code(parsed.country_code or 0)
    return asked if asked in regions else next(iter(regions), f"+{parsed.country_code}")
