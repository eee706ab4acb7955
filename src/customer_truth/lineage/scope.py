"""What an expression may read, and how what is known of it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from customer_truth.errors import Unusable
from customer_truth.lineage.relation import Branch, Relation
from customer_truth.lineage.value import (
    CONSTANT,
    GIVEN,
    NULL,
    Known,
    Value,
    because_of,
)


class NotTraced(Unusable):
    """SQL whose columns cannot be followed; its relation counts as given, and is judged."""


@dataclass(frozen=True)
class Scope:
    """The relations that an expression may read, by alias, and those around its query.

    `read` tells what is known of an expression, `query` what is known of a query within it.
    """

    read: Callable[[exp.Expr, Scope], Value]
    query: Callable[[exp.Expr, Scope], Relation]
    sources: Mapping[str, Branch]
    outer: Scope | None = None
    aliases: Mapping[str, Value] = field(default_factory=dict)
    # By the node's identity; the node is kept, or another could be given its identity.
    _found: dict[int, tuple[exp.Expr, Value]] = field(default_factory=dict, compare=False)

    def known(self, node: exp.Expr) -> Value:
        """What is known of an expression, found out once."""
        if id(node) not in self._found:
            self._found[id(node)] = node, self.read(node, self)
        return self._found[id(node)][1]

    def column(self, column: exp.Column) -> Value:
        """What is known of a column; `NotTraced` where nobody has it."""
        name, table = column.name.lower(), column.table.lower()
        found = self._named(name, table)
        if found is None and self.outer is not None:
            return self.outer.column(column)
        if found is None:
            raise NotTraced(f"{column.sql()}: is in no relation that the query reads")
        return found

    def _named(self, name: str, table: str) -> Value | None:
        if table:
            return self.sources[table].get(name) if table in self.sources else None
        closed_first = sorted(self.sources.values(), key=lambda branch: branch.is_open)
        found = (value for branch in closed_first if (value := branch.get(name)) is not None)
        return next(found, self.aliases.get(name))


def arguments(node: exp.Expr) -> Iterator[exp.Expr]:
    """What an operator or function is of."""
    for child in node.iter_expressions():
        if not isinstance(child, exp.DataType | exp.Var | exp.Identifier):
            yield child


def strict(node: exp.Expr, scope: Scope) -> Value:
    """What an operator or function tells that is NULL where an argument is."""
    values = [scope.known(child) for child in arguments(node)]
    if because := because_of(values):
        is_null = any(value.is_null for value in values)
        return Value(because=because, known=None if is_null else Known.NOT)
    if any(value.is_null for value in values):
        return NULL
    return CONSTANT if all(value.is_constant for value in values) else GIVEN
