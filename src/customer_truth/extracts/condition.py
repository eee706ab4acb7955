"""Conditions on a raw row, as a contract says them: a column and the values that it may have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from customer_truth.dialects import Spelling
from customer_truth.files.fields import Fields
from customer_truth.sql.text import quoted

_WORDS = {"true": ("true", "t", "yes", "y", "1"), "false": ("false", "f", "no", "n", "0")}


@dataclass(frozen=True)
class Condition:
    """A column and the values that it may have, in small letters.

    A `*` at the beginning or the end of a value stands for any text.
    """

    column: str
    values: tuple[str, ...]

    def sql(self, text: str, is_boolean: bool, spelling: Spelling) -> str:
        """The condition on the column's text, in SQL; never NULL."""
        said = f"lower({spelling.plain_text(text) if is_boolean else spelling.trimmed(text)})"
        values = [word for value in self.values for word in _words(value, is_boolean)]
        whole = [_literal(value) for value in values if "*" not in (value[0], value[-1])]
        asked = [f"{said} in ({', '.join(whole)})"] if whole else []
        asked += [_is_part(said, value) for value in values if "*" in (value[0], value[-1])]
        return f"coalesce({' or '.join(asked)}, false)"

    def flag_sql(self, flag: str) -> str | None:
        """The condition on a column that is a flag to its engine; None where it asks for more."""
        if not _WORDS.keys() >= set(self.values):
            return None
        return f"coalesce({flag} in ({', '.join(self.values)}), false)"


def conditions(declared: Fields, name: str, columns: Sequence[str]) -> tuple[Condition, ...]:
    """The conditions below a field: a value, or a list of them, for each column."""
    if name not in declared:
        return ()
    said = declared.part(name)
    for column in said.names:
        if column not in columns:
            said.tell(column, f"the unknown column {column}", "one of its columns")
    return tuple(Condition(column, values_of(said, column)) for column in said.names)


def values_of(declared: Fields, name: str) -> tuple[str, ...]:
    """One value or several: texts, whole numbers, true or false; told where there are none."""
    found = declared.data.get(name)
    listed = found if isinstance(found, list) else [found]
    if not listed or not all(isinstance(value, str | int) and str(value) for value in listed):
        declared.refuse(name, "a value, or a list of them")
        return ()
    return tuple(str(value).lower() for value in listed)


def _words(value: str, is_boolean: bool) -> tuple[str, ...]:
    return _WORDS.get(value, (value,)) if is_boolean else (value,)


def _is_part(said: str, value: str) -> str:
    text = value.strip("*")
    side = "right" if value.startswith("*") else "left"
    return f"{side}({said}, {len(text)}) = {_literal(text)}"


def _literal(text: str) -> str:
    """A text in SQL; some drivers read a per cent sign as the beginning of a parameter."""
    return quoted(text).replace("%", "' || chr(37) || '")
