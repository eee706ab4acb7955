"""A criterion as a small typed tree of our own: what is not in here cannot be rendered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from customer_truth.predicate.types import Type

Value = None | bool | int | Decimal | str | date | datetime


class Op(StrEnum):
    """What a node does with its arguments."""

    COLUMN = "column"
    LITERAL = "literal"
    AS_OF = "as_of"
    AND = "and"
    OR = "or"
    NOT = "not"
    COMPARE = "compare"
    DISTINCT = "is distinct from"
    IS = "is"
    IN = "in"
    BETWEEN = "between"
    LIKE = "like"
    NEGATE = "negate"
    ARITHMETIC = "arithmetic"
    SHIFT = "shift"
    CASE = "case"
    CAST = "cast"
    CALL = "call"


@dataclass(frozen=True)
class Range:
    """Numbers from `low` to `high`, with at most `scale` decimals."""

    low: Decimal
    high: Decimal
    scale: int = 0


@dataclass(frozen=True)
class Node:
    """One operation; `name` is its sign, column, function or target, `value` its literal.

    `range` is where its numbers lie; exact numbers always have one.
    """

    op: Op
    type: Type
    args: tuple[Node, ...] = ()
    name: str = ""
    value: Value = None
    range: Range | None = None

    def walk(self) -> Iterator[Node]:
        """This node and everything below it."""
        yield self
        for arg in self.args:
            yield from arg.walk()
