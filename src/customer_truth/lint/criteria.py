"""Which texts does a criterion compare a column with?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from customer_truth.definitions.marts import Mart
from customer_truth.predicate.errors import PredicateError
from customer_truth.predicate.predicate import parse
from customer_truth.predicate.tree import Node, Op


def named_texts(
    text: str, fields: Mapping[str, Any], mart: Mart, is_asked: Callable[[str], bool]
) -> Iterator[tuple[str, str]]:
    """Each asked column with a text that it is compared with.

    `fields` are the rule's. A criterion that cannot be read is told where it is checked.
    """
    asked = [name for name in mart.columns if is_asked(name)]
    if not any(name in text.lower() for name in asked):
        return
    limits = fields.get("limits")
    try:
        root = parse(text, mart.types, limits if isinstance(limits, dict) else {}).root
    except PredicateError:
        return
    for node in root.walk():
        if node.op in (Op.COMPARE, Op.DISTINCT, Op.IN):
            columns = [arg.name for arg in node.args if _is_column(arg) and arg.name in asked]
            for column in columns:
                yield from ((column, arg.value) for arg in node.args if isinstance(arg.value, str))


def _is_column(node: Node) -> bool:
    return node.op is Op.COLUMN
