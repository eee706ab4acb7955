"""What the columns of an extract hold: type, date format and decimal sign, as the values show.

What could be read in two ways is text, and said; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from customer_truth.connect.reading import matches, read_as, trimmed
from customer_truth.connect.sniff import Extract
from customer_truth.errors import Unusable
from customer_truth.extracts.check import type_family
from customer_truth.extracts.written_form import date_pattern, number_pattern
from customer_truth.files.problem import complaint
from customer_truth.sql.text import named

# A column is of a type when at least this share of its values are; the rest are findings.
_LEAST_OF_A_TYPE = 0.5
_LEAST_OF_A_LENGTH = 0.9
_A_NUMBER_THAT_NAMES = re.compile(
    r"(^|[_ ])(id|ids|code|no|nr|number|num|zip|plz|post ?code|postal_code|key|ref|sku|ean|gtin|"
    r"gln|vat|phone|tel|mobile|account)$",
    re.IGNORECASE,
)
_SIGNS = "/.- "
_WORDS_OF_TRUTH = "('true', 'false', 'yes', 'no', 't', 'f', 'y', 'n')"
_COMMA_PARTS_DECIMALS = (
    r"(^|[.][0-9]{3}|^[-+]?[0-9]+),([0-9]{1,2}|[0-9]{4,})$|[.][0-9]{3}[,.]|^[-+]?0,"
)
_POINT_PARTS_DECIMALS = r"[.]([0-9]{1,2}|[0-9]{4,})$|,[0-9]{3}[,.]|^[-+]?0[.]"
_A_CODE = "^[A-Za-z0-9._:/#-]{1,64}$"
_A_CONTACT = r"@|^[+(]?[0-9][0-9 ()/.-]{7,}[0-9]$"
_A_DAY_OR_NUMBER = r"^[0-9]+([.,][0-9]+)*$|^[0-9]{1,4}[./ -][0-9]{1,2}[./ -][0-9]{1,4}"
_FAMILY_TYPES = {"timestamp": "timestamp", "boolean": "boolean"}


@dataclass(frozen=True)
class Profile:
    """One column as its values show it; `filled`, `readable` and `distinct` are counts.

    A code is written in letters and digits, with a digit in each. `doubt` says why a column is
    text although its values look like dates or numbers.
    """

    header: str
    name: str
    data_type: str
    filled: int
    readable: int
    distinct: int
    date_format: str | None = None
    decimal_sign: str | None = None
    digits: int | None = None
    longest: int = 0
    is_text: bool = True
    looks_like_contact: bool = False
    is_code: bool = True
    doubt: str | None = None

    @property
    def sql(self) -> str:
        """SQL of the column's value as a night reads it."""
        if not self.is_text:
            return f"cast({named(self.header)} as {self.data_type})"
        return read_as(
            self.text,
            self.data_type,
            date_format=self.date_format,
            decimal_sign=self.decimal_sign,
            digits=self.digits,
            is_open_ended=self.name.endswith("_end") or self.name in ("ends_on", "valid_to"),
        )

    @property
    def text(self) -> str:
        """SQL of the column's text, null where nothing is written."""
        return _said(self.header)


def profile(
    connection: Connection, extract: Extract, names: Mapping[str, str]
) -> tuple[list[Profile], list[str]]:
    """The columns of an extract by their `names`, and those that hold no plain values."""
    found: list[Profile] = []
    left_out: list[str] = []
    for header, engine_type in extract.types.items():
        family = type_family(engine_type)
        if family == "other":
            left_out.append(header)
        elif family == "text":
            found.append(_of_text(connection, extract, header, names[header]))
        else:
            found.append(_typed(connection, extract, header, names[header], engine_type, family))
    if not found:
        raise Unusable(complaint("no column of plain values", "at least one"))
    return found, left_out


def _typed(
    connection: Connection, extract: Extract, header: str, name: str, engine_type: str, family: str
) -> Profile:
    whole = "INT" in engine_type.upper()
    data_type = _FAMILY_TYPES.get(family, "bigint" if whole else "numeric")
    data_type = "date" if engine_type.upper() == "DATE" else data_type
    filled, distinct = _asked(connection, extract, header, ["count(v)", "count(distinct v)"])
    return Profile(header, name, data_type, filled, filled, distinct, is_text=False)


def _asked(
    connection: Connection, extract: Extract, header: str, aggregates: Sequence[str]
) -> list[int]:
    sql = (
        f"select {', '.join(aggregates)} "
        f"from (select {_said(header)} as v from {extract.relation}) as said"
    )
    return [int(value or 0) for value in connection.exec_driver_sql(sql).one()]


def _said(header: str) -> str:
    return f"nullif({trimmed(f'cast({named(header)} as varchar)')}, '')"


def _count(condition: str) -> str:
    return f"count(*) filter (where {condition})"


def _of_text(connection: Connection, extract: Extract, header: str, name: str) -> Profile:
    look = _Look(connection, extract, header, name)
    for found in (look.code(), look.truth(), look.number(), look.day()):
        if found is not None:
            return found
    return look.as_text()


class _Look:
    """One column of text, asked for one type after the other."""

    def __init__(self, connection: Connection, extract: Extract, header: str, name: str) -> None:
        self.connection, self.extract, self.header, self.name = connection, extract, header, name
        (
            self.filled,
            self.distinct,
            self.longest,
            self.digits,
            self.zeros,
            codes,
            contacts,
        ) = self._ask(
            "count(v)",
            "count(distinct v)",
            "max(length(v))",
            _count(matches("v", "^[0-9]+$")),
            _count(matches("v", "^0[0-9]+$")),
            _count(f"{matches('v', _A_CODE)} and {matches('v', '[0-9]')}"),
            _count(f"{matches('v', _A_CONTACT)} and not {matches('v', _A_DAY_OR_NUMBER)}"),
        )
        self.looks_like_contact = contacts > 0
        self.is_code = codes == self.filled

    def _ask(self, *aggregates: str) -> list[int]:
        return _asked(self.connection, self.extract, self.header, aggregates)

    def _is_most(self, count: int) -> bool:
        return self.filled > 0 and count >= self.filled * _LEAST_OF_A_TYPE

    def _found(self, data_type: str, readable: int, **further: str) -> Profile:
        return Profile(
            self.header,
            self.name,
            data_type,
            self.filled,
            readable,
            self.distinct,
            date_format=further.get("date_format"),
            decimal_sign=further.get("decimal_sign"),
            longest=self.longest,
            looks_like_contact=self.looks_like_contact,
            is_code=self.is_code,
        )

    def as_text(self, doubt: str | None = None) -> Profile:
        """The column as text."""
        return Profile(
            self.header,
            self.name,
            "text",
            self.filled,
            self.filled,
            self.distinct,
            longest=self.longest,
            looks_like_contact=self.looks_like_contact,
            is_code=self.is_code,
            doubt=doubt,
        )

    def code(self) -> Profile | None:
        """Digits that name something: a leading zero is part of it, and nobody adds them up."""
        if not self._is_most(self.digits):
            return None
        if self.zeros == 0:
            return self.as_text() if _A_NUMBER_THAT_NAMES.search(self.header.strip()) else None
        (length,) = self._ask(f"mode(length(v)) filter (where {matches('v', '^0[0-9]+$')})")
        alike, readable = self._ask(
            _count(f"length(v) = {length} and {matches('v', '^[0-9]+$')}"),
            f"count({read_as('v', 'text', digits=length)})",
        )
        if alike < self.digits * _LEAST_OF_A_LENGTH:
            return self.as_text()
        return replace(self.as_text(), digits=length, readable=readable)

    def truth(self) -> Profile | None:
        """Words of yes and no; 0 and 1 may be counts and stay numbers."""
        words, readable = self._ask(
            _count(f"lower(v) in {_WORDS_OF_TRUTH}"), f"count({read_as('v', 'boolean')})"
        )
        return self._found("boolean", readable) if self._is_most(words) else None

    def number(self) -> Profile | None:
        """Numbers, and the sign that parts their decimals where the values prove it."""
        numbers, signs, comma, point, commas = self._ask(
            _count(f"{matches('v', number_pattern(','))} or {matches('v', number_pattern('.'))}"),
            _count(matches("v", r"^[-+]?[0-9]+([.,][0-9]+)+$")),
            _count(f"{matches('v', r'^[-+]?[0-9.,]+$')} and {matches('v', _COMMA_PARTS_DECIMALS)}"),
            _count(f"{matches('v', r'^[-+]?[0-9.,]+$')} and {matches('v', _POINT_PARTS_DECIMALS)}"),
            _count(matches("v", r"^[-+]?[0-9.]*,[0-9.,]*[0-9]$")),
        )
        (plain,) = self._ask(f"count({read_as('v', 'numeric')})")
        if not self._is_most(max(numbers, plain)):
            return None
        if signs and comma and point:
            return self.as_text(f"{comma:,} have a decimal comma and {point:,} a decimal point")
        if signs and not comma and not point:
            return self.as_text("1.234 and 1,234 may be with decimals or with thousands")
        if comma or commas:
            sign = "," if comma else "."
            (readable,) = self._ask(f"count({read_as('v', 'numeric', decimal_sign=sign)})")
            return self._found("numeric", readable, decimal_sign=sign)
        whole, tight = self._ask(
            f"count({read_as('v', 'bigint')})",
            f"count({read_as('v', 'date', date_format='%Y%m%d')})",
        )
        if tight == self.digits and tight == plain:
            return self._found("date", tight, date_format="%Y%m%d")
        return self._found("bigint" if whole == plain else "numeric", max(whole, plain))

    def day(self) -> Profile | None:
        """Dates; day or month first only where some value can be nothing else."""
        (iso,) = self._ask(f"count({read_as('v', 'timestamp')})")
        shapes = [(sign, year) for sign in _SIGNS for year in ("Y", "y")]
        counts = self._ask(
            *(_count(matches("v", date_pattern(f"%d{s}%m{s}%{y}"))) for s, y in shapes),
            *(_count(matches("v", date_pattern(f"%Y{s}%m{s}%d"))) for s in "/. "),
        )
        best = max(range(len(counts)), key=lambda at: counts[at])
        if not self._is_most(iso + counts[best]):
            return None
        if counts[best] == 0:
            return self._moment(None)
        if best >= len(shapes):
            sign = "/. "[best - len(shapes)]
            return self._moment(f"%Y{sign}%m{sign}%d")
        sign, year = shapes[best]
        return self._of_order(sign, year, counts[best])

    def _of_order(self, sign: str, year: str, count: int) -> Profile | None:
        day_first, month_first = f"%d{sign}%m{sign}%{year}", f"%m{sign}%d{sign}%{year}"
        is_day, is_month, both = self._ask(
            *(
                _count(
                    f"{read_as('v', 'date', date_format=one)} is not null "
                    f"and {read_as('v', 'date', date_format=other)} is null "
                    f"and {matches('v', date_pattern(one))}"
                )
                for one, other in ((day_first, month_first), (month_first, day_first))
            ),
            _count(
                f"{read_as('v', 'date', date_format=day_first)} is not null "
                f"and {matches('v', date_pattern(day_first))}"
            ),
        )
        if is_day and is_month:
            return self.as_text(
                f"{is_day:,} dates can only be day first, {is_month:,} only month first"
            )
        if is_day or is_month:
            return self._moment(day_first if is_day else month_first)
        if not both:
            return None
        return self.as_text(f"{both:,} dates can be day first or month first")

    def _moment(self, date_format: str | None) -> Profile | None:
        readable, timed = self._ask(
            f"count({read_as('v', 'timestamp', date_format=date_format)})",
            _count(
                f"{read_as('v', 'timestamp', date_format=date_format)} is not null "
                f"and {matches('v', '[0-9][ T][0-9]{1,2}:')}"
            ),
        )
        if not self._is_most(readable):
            return None
        further = {"date_format": date_format} if date_format else {}
        return self._found("timestamp" if timed else "date", readable, **further)


def unreadable_values(
    connection: Connection, extract: Extract, column: Profile
) -> Iterator[tuple[str, int]]:
    """The commonest values that are not of the column's type, each with its count."""
    least = max(5, column.filled // 100)
    rows = connection.exec_driver_sql(
        f"select {column.text} as v, count(*) as n from {extract.relation} "
        f"where {column.text} is not null and {column.sql} is null "
        f"group by v having count(*) >= {least} order by n desc, v limit 3"
    )
    yield from ((str(row[0]), int(row[1])) for row in rows)
