"""D-U-N-S numbers: nine digits.

Dun & Bradstreet stopped making the last one a check digit in 2006, so only the form can be judged.
"""

from __future__ import annotations

from customer_truth.identifiers.reading import Reading, compact, is_filler, problem, sound

_DIGITS = 9


def read(typed: str, context: str = "") -> Reading:
    """The nine digits."""
    number = compact(typed)
    if not (number.isascii() and number.isdigit()):
        return problem("not a number")
    if len(number) != _DIGITS:
        return problem(f"{len(number)} digits, needs {_DIGITS}")
    return problem("a filler") if is_filler(number) else sound(number)
