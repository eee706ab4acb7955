"""Global Location Numbers: thirteen digits, the last one GS1's check digit."""

from __future__ import annotations

from stdnum import ean

from customer_truth.identifiers.reading import Reading, compact, is_filler, problem, sound

_DIGITS = 13


def read(typed: str, context: str = "") -> Reading:
    """The thirteen digits."""
    number = compact(typed)
    if not (number.isascii() and number.isdigit()):
        return problem("not a number")
    if len(number) != _DIGITS:
        return problem(f"{len(number)} digits, needs {_DIGITS}")
    if is_filler(number):
        return problem("a filler")
    return sound(number) if ean.is_valid(number) else problem("check digit is wrong")
