"""A company's domain, from its web site or an e-mail address."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

from email_validator import EmailNotValidError, validate_email

from customer_truth.identifiers.plain_address import is_plain
from customer_truth.identifiers.reading import Reading, plain, problem, sound

_SCHEME = re.compile(r"^(?:(?:[a-z][a-z0-9+.-]*:)?//|mailto:)", re.IGNORECASE)
_PORT = re.compile(r":\d*$")
_WWW = re.compile(r"^www\d?\.(?=[^.]+\.)")


def read(typed: str, context: str = "") -> Reading:
    """The host in lower case without `www`; none where many companies share it."""
    host = _host(plain(typed))
    if "." not in host:
        return problem("not a domain")
    # The library judges a host as part of an address; these are the rules of both.
    address = f"a@{host}"
    if is_plain(address):
        name = host
    else:
        try:
            found = validate_email(address, check_deliverability=False, test_environment=True)
        except EmailNotValidError:
            return problem("not a domain")
        name = found.domain.lower()
    shared_as = _shared_as(name)
    return problem(f"shared {shared_as}") if shared_as else sound(name)


def _host(typed: str) -> str:
    place = re.split(r"[/?#\\]", _SCHEME.sub("", typed, count=1), maxsplit=1)[0]
    host = _PORT.sub("", place.rpartition("@")[2]).rstrip(".").lower()
    return _WWW.sub("", host)


def _shared_as(name: str) -> str | None:
    """What a host, or one that it lies under, is to the many companies that use it."""
    labels = name.split(".")
    above = (".".join(labels[start:]) for start in range(len(labels) - 1))
    return next((_shared_hosts()[host] for host in above if host in _shared_hosts()), None)


@cache
def _shared_hosts() -> Mapping[str, str]:
    with resources.files(__package__).joinpath("shared_hosts.csv").open(encoding="utf-8") as file:
        return {row["host"]: row["shared_as"] for row in csv.DictReader(file)}
