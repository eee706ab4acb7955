"""The data types that a criterion knows; every other type may only be tested for NULL."""

from __future__ import annotations

import re
from enum import StrEnum


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
_TYPES = {name: type_ for type_, names in _NAMES.items() for name in names}


def type_of(data_type: str) -> Type:
    """The type behind a mart's `data_type`, such as numeric(18,2); unknown ones are OTHER."""
    bare = re.sub(r"\s*\([\d\s,]*\)", "", data_type.strip().lower())
    return _TYPES.get(" ".join(bare.split()), Type.OTHER)


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
