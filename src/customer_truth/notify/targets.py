"""Where a role is told: an address of Apprise, with its secrets from the environment.

`alert` in owners.csv is any address that Apprise understands; `${NAME}` in it stands for a variable
of the environment. A bare `mailto:somebody@example.com` goes by the mail server that
CUSTOMER_TRUTH_MAIL names (an address of Apprise such as mailtos://user:password@example.com).
"""

from __future__ import annotations

import re
from urllib.parse import quote

from customer_truth.machine.environment import MAIL, value_of
from customer_truth.registry.rows import Owner

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_BARE_MAIL = re.compile(r"mailto:(?!//)([^?]+)$")


class NotConfigured(Exception):  # noqa: N818 - it says what is, not what went wrong
    """The address needs something of the environment that is not there."""


def address_of(owner: Owner) -> str | None:
    """Apprise's address for an owner; None where the registry names none."""
    if not owner.alert:
        return None
    if mail := _BARE_MAIL.fullmatch(owner.alert):
        return _by_mail(mail[1])
    return _VARIABLE.sub(lambda found: quote(_variable(found[1]), safe=""), owner.alert)


def _by_mail(recipient: str) -> str:
    server = _variable(MAIL)
    return f"{server}{'&' if '?' in server else '?'}to={quote(recipient)}"


def _variable(name: str) -> str:
    value = value_of(name)
    if not value:
        raise NotConfigured(name)
    return value
