"""E-mail addresses: the shape RFC 5321 and 5322 ask for, compared as mailboxes are in practice."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

from customer_truth.identifiers.plain_address import is_plain
from customer_truth.identifiers.reading import Reading, problem, sound

_LONGEST = 254


def read(typed: str, context: str = "") -> Reading:
    """The address in lower case.

    RFC 5321 lets a host tell `Ann@` from `ann@`; no provider of note does, and people who type an
    address twice do not mean two people. So both sides of the @ are lower case here.
    """
    address = typed.removeprefix("mailto:")
    if is_plain(small := address.lower()):
        return sound(small)
    at = address.count("@")
    if at != 1:
        return problem("no @" if at == 0 else "more than one @")
    if len(address) > _LONGEST:
        return problem("too long")
    try:
        # Names reserved for testing are sound by form; whether they are answered is not asked.
        found = validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return problem(_what_is_wrong(address))
    return sound(found.normalized.lower()) if "." in found.domain else problem("no domain")


def _what_is_wrong(address: str) -> str:
    local, host = address.split("@")
    if any(sign.isspace() for sign in address):
        return "has a space"
    if not local:
        return "nothing before the @"
    if "." not in host:
        return "no domain"
    try:
        validate_email(f"a@{host}", check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return "not a domain after the @"
    return "not an address before the @"
