"""The data types that a criterion knows; every other type may only be tested for NULL."""

from __future__ import annotations

import re
from enum import StrEnum

from customer_truth.dialects.spelling import MOST_DIGITS


class Type(StrEnum):
    """What a column, a literal or an expression holds."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DOUBLE = "double"
    TEXT = "text"
    DATE = "date"
    TIMESTAMP = "timestamp"
    INTERVAL = "interval"
    NULL = "null"
    OTHER = "other"


EXACT = (Type.INTEGER, Type.DECIMAL)
NUMBERS = (Type.INTEGER, Type.DECIMAL, Type.DOUBLE)
TIMES = (Type.DATE, Type.TIMESTAMP)

_NAMES = {
    Type.BOOLEAN: ("boolean", "bool"),
    Type.INTEGER: ("integer", "int", "bigint", "smallint", "tinyint", "int2", "int4", "int8"),
    Type.DECIMAL: ("decimal", "numeric"),
    Type.DOUBLE: ("double", "double precision", "float", "float8", "real", "float4"),
    Type.TEXT: ("text", "varchar", "character varying", "string"),
    Type.DATE: ("date",),
    Type.TIMESTAMP: ("timestamp", "timestamp without time zone", "datetime"),
}
_OTHERS = ("json", "uuid", "time", "interval", "timestamptz", "timestamp with time zone")
_SIZED = re.compile(
    r"(?P<name>[a-z][a-z0-9 ]*?) ?(\( ?(?P<size>[0-9]{1,9}( ?, ?[0-9]{1,9})?) ?\))?"
)
_BITS = {"tinyint": 8, "smallint": 16, "int2": 16, "integer": 32, "int": 32, "int4": 32}
_TYPES = {name: type_ for type_, names in _NAMES.items() for name in names}


def type_of(data_type: str) -> Type:
    """The type behind a mart's `data_type`, such as numeric(18,2); unknown ones are OTHER."""
    bare = re.sub(r"\s*\([\d\s,]*\)", "", data_type.strip().lower())
    return _TYPES.get(" ".join(bare.split()), Type.OTHER)


def integer_bits(data_type: str) -> int:
    """How many bits the engines keep a whole number of that type in."""
    return _BITS.get(data_type.strip().lower(), 64)


def decimal_size(data_type: str) -> tuple[int, int] | None:
    """The digits and decimals that are written behind a type, if any are."""
    found = _SIZED.fullmatch(" ".join(data_type.lower().split()))
    if found is None or found["size"] is None:
        return None
    digits, decimals = (int(part) for part in [*found["size"].split(","), "0"][:2])
    return digits, decimals


def is_known(data_type: str) -> bool:
    """Whether the engines have that type in the size that is written, such as numeric(18,2)."""
    found = _SIZED.fullmatch(" ".join(data_type.lower().split()))
    if found is None:
        return False
    if found["size"] is None:
        return found["name"] in _TYPES or found["name"] in _OTHERS
    digits, decimals = decimal_size(data_type) or (0, 0)
    if found["name"] in ("varchar", "character varying"):
        return digits > 0 and "," not in found["size"]
    return (
        found["name"] in _NAMES[Type.DECIMAL] and 0 < digits <= MOST_DIGITS and decimals <= digits
    )


def common(types: list[Type]) -> Type | None:
    """The type that values of all these types share without loss of meaning, if there is one."""
    found = {type_ for type_ in types if type_ is not Type.NULL}
    if not found:
        return Type.NULL
    if len(found) == 1:
        return found.pop()
    if found <= set(NUMBERS):
        return max(found, key=NUMBERS.index)
    return Type.TIMESTAMP if found <= set(TIMES) else None
