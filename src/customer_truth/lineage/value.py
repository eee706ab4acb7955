"""What is known of a value before any record is read: given, constant or absent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import takewhile
from typing import Any


class Known(Enum):
    """In place of a value that only the records tell."""

    NOT = "not known"


Absences = frozenset[str]
NONE: Absences = frozenset()


@dataclass(frozen=True)
class Value:
    """The value of a column or expression, as far as it is known without its records.

    An absent one has `because`: the names of the columns, tables and systems that it lacks.
    `known` is the value itself where it is the same in every record (None is NULL); an absent
    column is NULL in all of them. `prefix` is the text that the value begins with, where it is
    not NULL: records of two systems never share a key. `options` are the only texts that it may be,
    where those are known.
    """

    because: Absences = NONE
    known: Any = Known.NOT
    is_constant: bool = False
    prefix: str = ""
    options: frozenset[str] = frozenset()

    @property
    def is_absent(self) -> bool:
        """It says nothing, because something is not in the extracts."""
        return bool(self.because)

    @property
    def is_given(self) -> bool:
        """The records tell it."""
        return not self.because and not self.is_constant

    @property
    def is_null(self) -> bool:
        """It is NULL in every record."""
        return self.known is None

    @property
    def begins_with(self) -> str:
        """The text that it begins with: all of it where it is known."""
        return self.known if isinstance(self.known, str) else self.prefix

    def may_be(self, text: str) -> bool:
        """Whether it can be this text in any record."""
        if isinstance(self.known, str):
            return self.known == text
        return text.startswith(self.prefix) and (not self.options or text in self.options)


GIVEN = Value()
CONSTANT = Value(is_constant=True)


def constant(known: Any) -> Value:
    """A literal."""
    return Value(known=known, is_constant=True)


NULL = constant(None)


def absent(because: Iterable[str], known: Any = None) -> Value:
    """What is absent for these reasons; NULL unless something else is put in its place."""
    return Value(because=frozenset(because), known=known)


def because_of(values: Iterable[Value]) -> Absences:
    """All that some values lack."""
    return frozenset().union(*(value.because for value in values))


def either(values: Iterable[Value]) -> Value:
    """A value that is one of several: absent only if all are, constants apart."""
    found = list(dict.fromkeys(values))
    if len(found) == 1:
        return found[0]
    prefix = _shared([value.begins_with for value in found if not value.is_null])
    options = _options(found)
    if any(value.is_given for value in found):
        return Value(prefix=prefix, options=options)
    known = {value.known for value in found}
    one = known.pop() if len(known) == 1 else Known.NOT
    because = because_of(found)
    if because:
        return Value(because=because, known=one, prefix=prefix)
    return constant(one) if one is not Known.NOT else Value(prefix=prefix, options=options)


def _shared(texts: Sequence[str]) -> str:
    """What all of some texts begin with."""
    first, last = (min(texts), max(texts)) if texts else ("", "")
    same = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(one for one, _ in same)


def _options(values: Iterable[Value]) -> frozenset[str]:
    """The texts that one of some values may be; none where one of them may be any."""
    options: set[str] = set()
    for value in values:
        if isinstance(value.known, str):
            options.add(value.known)
        elif value.options:
            options |= value.options
        elif not value.is_null:
            return frozenset()
    return frozenset(options)
