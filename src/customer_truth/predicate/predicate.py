"""A criterion: a read-only condition on one row, proven by parsing before anything runs.

So is the number that says how much of a failing record is in error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlglot import exp

from customer_truth.dialects import SPELLINGS, Dialect
from customer_truth.predicate.errors import PredicateError
from customer_truth.predicate.grammar import syntax
from customer_truth.predicate.reader import Reader
from customer_truth.predicate.render import Renderer
from customer_truth.predicate.tree import Node


@dataclass(frozen=True)
class Predicate:
    """A parsed criterion or number, with the columns and limits that it names."""

    text: str
    root: Node
    columns: frozenset[str]
    limits: frozenset[str]

    def sql(self, dialect: Dialect, as_of: datetime) -> str:
        """What was parsed, for one engine; `as_of` (UTC if it has no zone) is the night's moment.

        Columns stand unqualified, so it belongs into a select from the mart alone. A colon or a
        per cent sign in a text is left as it is: escape it for a driver that reads it otherwise.
        """
        return Renderer(SPELLINGS[dialect], as_of).sql(self.root)


def parse(text: str, columns: Mapping[str, str], limits: Mapping[str, object]) -> Predicate:
    """The criterion in `text`, on columns (name to data type) and limits (name to value).

    Raises PredicateError, and nothing else, for every text that is not a row predicate.
    """
    return _parsed(text, Reader(columns, limits), Reader.condition)


def parse_number(text: str, columns: Mapping[str, str], limits: Mapping[str, object]) -> Predicate:
    """The same for a number, of one row as well: `contract_amount - deal_amount`."""
    return _parsed(text, Reader(columns, limits), Reader.number)


def _parsed(text: str, reader: Reader, read: Callable[[Reader, exp.Expr], Node]) -> Predicate:
    try:
        root = read(reader, syntax(text))
    except RecursionError as error:
        raise PredicateError("too much nesting", "a condition that a person can read") from error
    return Predicate(text, root, frozenset(reader.used_columns), frozenset(reader.used_limits))
