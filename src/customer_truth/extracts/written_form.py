"""How the texts of a column are written, where it is not as engines read them by themselves.

A text is turned into the ISO date or the plain number that it says. One that is not written as its
column declares stays text, and so cannot be read: nothing is guessed.
"""

from __future__ import annotations

import re

from customer_truth.dialects import Spelling
from customer_truth.sql.text import quoted

DECIMAL_SIGNS = (",", ".")
_PARTS = {"%d": "([0-9]{1,2})", "%m": "([0-9]{1,2})", "%Y": "([0-9]{4})", "%y": "([0-9]{2})"}
_DATE_FORMAT = re.compile(r"(%[dmYy])([./ -]?)(%[dmYy])\2(%[dmYy])")
_REST = r"([ T][0-9:.]+)?"
# Without a sign between them the parts must have all their digits: 1112026 could be two days.
_TIGHT = {"([0-9]{1,2})": "([0-9]{2})"}


def is_date_format(text: str) -> bool:
    """Whether a text such as `%d/%m/%Y` names day, month and year once each."""
    found = _DATE_FORMAT.fullmatch(text)
    return found is not None and sorted("".join(found.group(1, 3, 4)).lower()) == sorted("%d%m%y")


def date_pattern(date_format: str) -> str:
    """A pattern of the dates of that format, with or without a time of day behind them."""
    parts, sign = _parts(date_format)
    shapes = [_PARTS[part] for part in parts]
    if not sign:
        shapes = [_TIGHT.get(shape, shape) for shape in shapes]
    return f"^{(f'[{sign}]' if sign else '').join(shapes)}{_REST}$"


def iso_text(value: str, date_format: str, spelling: Spelling) -> str:
    """SQL of a text whose dates of that format are ISO dates; every other text stays as it is."""
    pattern = quoted(date_pattern(date_format))
    parts, _ = _parts(date_format)

    def part(name: str) -> str:
        return f"regexp_replace({value}, {pattern}, '\\{parts.index(name) + 1}')"

    year = part("%Y") if "%Y" in parts else _century(part("%y"))
    month, day = (f"lpad({part(name)}, 2, '0')" for name in ("%m", "%d"))
    rest = f"regexp_replace({value}, {pattern}, '\\4')"
    # Spreadsheets write 9:05 for 09:05.
    time = f"regexp_replace({rest}, '^[ T]([0-9]):', ' 0\\1:')"
    iso = f"{year} || '-' || {month} || '-' || {day} || {time}"
    fits = spelling.matches(value, date_pattern(date_format))
    return f"case when {fits} then {iso} else {value} end"


def plain_number(value: str, decimal_sign: str, spelling: Spelling) -> str:
    """SQL of a text whose numbers with that decimal sign are plain; the other sign may part
    thousands. A number written otherwise could be two numbers, and is made text.
    """
    other = DECIMAL_SIGNS[1 - DECIMAL_SIGNS.index(decimal_sign)]
    plain = f"replace(replace({value}, '{other}', ''), '{decimal_sign}', '.')"
    fits = spelling.matches(value, number_pattern(decimal_sign))
    doubtful = spelling.matches(value, "^[-+]?[0-9.,]+$")
    return (
        f"case when {fits} then {plain} when {doubtful} then 'not as declared: ' || {value} "
        f"else {value} end"
    )


def number_pattern(decimal_sign: str) -> str:
    """A pattern of the numbers that are written with that decimal sign."""
    other = DECIMAL_SIGNS[1 - DECIMAL_SIGNS.index(decimal_sign)]
    whole = f"([0-9]+|[0-9]{{1,3}}([{other}][0-9]{{3}})+)"
    return f"^[-+]?{whole}([{decimal_sign}][0-9]+)?$"


def _parts(date_format: str) -> tuple[list[str], str]:
    found = _DATE_FORMAT.fullmatch(date_format)
    if found is None:
        raise ValueError(date_format)
    return [found[1], found[3], found[4]], found[2]


def _century(year: str) -> str:
    """The year of two digits; nothing before 1990 or after 2049 is read as a date anyway."""
    return f"case when {year} < '50' then '20' else '19' end || {year}"
