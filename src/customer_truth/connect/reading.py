"""What a night makes of the values of a column, as SQL of DuckDB: the twin of `macros/casts.sql`.

A test holds a night's findings against what was said of the same files.
"""

from __future__ import annotations

from customer_truth.dialects import BENCH, SPELLINGS
from customer_truth.extracts.written_form import iso_text, plain_number

_ISO = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)? ?"
    r"(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)?)?$"
)
_NUMBER = r"^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$"
_TRUE, _FALSE = "('true', 't', 'yes', 'y', '1')", "('false', 'f', 'no', 'n', '0')"

_SPELLING = SPELLINGS[BENCH]
matches = _SPELLING.matches
trimmed = _SPELLING.trimmed


def read_as(
    value: str,
    data_type: str,
    *,
    date_format: str | None = None,
    decimal_sign: str | None = None,
    digits: int | None = None,
    is_open_ended: bool = False,
) -> str:
    """SQL of a trimmed text as a value of the type, null where it says none that is plausible."""
    if data_type in ("date", "timestamp"):
        said = iso_text(value, date_format, _SPELLING) if date_format else value
        return _moment(said, data_type, is_open_ended)
    if data_type in ("numeric", "bigint"):
        number = _number(plain_number(value, decimal_sign, _SPELLING) if decimal_sign else value)
        if data_type == "numeric":
            return f"case when abs({number}) < 1000000000000 then {number} end"
        return f"case when {number} = trunc({number}) then try_cast({number} as bigint) end"
    if data_type == "boolean":
        said = f"lower({value})"
        return f"case when {said} in {_TRUE} then true when {said} in {_FALSE} then false end"
    if digits:
        letters = f"translate({value}, '0123456789', '')"
        return f"case when length({value}) >= {digits} or {letters} <> '' then {value} end"
    return value


def _number(said: str) -> str:
    return f"case when {matches(said, _NUMBER)} then try_cast({said} as numeric(28, 8)) end"


def _moment(said: str, data_type: str, is_open_ended: bool) -> str:
    moment = (
        f"case when {matches(said, _ISO)} then "
        f"cast(try_cast({said} as timestamptz) at time zone 'UTC' as {data_type}) end"
    )
    if is_open_ended:
        return moment
    return (
        f"case when {moment} >= date '1990-01-01' and {moment} < date '2050-01-01' "
        f"then {moment} end"
    )
