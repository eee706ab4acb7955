"""Legal Entity Identifiers: ISO 17442, twenty letters and digits with two check digits."""

from __future__ import annotations

import re

from stdnum import lei

from customer_truth.identifiers.reading import Reading, compact, problem, sound

_LENGTH = 20


def read(typed: str, context: str = "") -> Reading:
    """The twenty characters in capitals."""
    code = compact(typed)
    if len(code) != _LENGTH:
        return problem(f"{len(code)} characters, needs {_LENGTH}")
    if not re.fullmatch(r"[0-9A-Z]{18}[0-9]{2}", code):
        return problem("not letters and digits that end in two digits")
    return sound(code) if lei.is_valid(code) else problem("check digits are wrong")
