"""The columns that a model selects, read from its text without dbt and without a warehouse."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlglot
from jinja2 import ChainableUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from sqlglot import exp

from customer_truth.dialects import MODELS

Names = list[str] | None
Columns = Callable[[str], Names]


class _Expression(ChainableUndefined):
    """A macro whose text is not known here; wherever it stands, some expression does."""

    def __call__(self, *_: Any, **__: Any) -> Any:
        return "null"

    def __str__(self) -> str:
        return "null"


# Whatever a text can come to: dbt says what is wrong with it, at its line.
_BROKEN = (
    *(TemplateError, sqlglot.errors.SqlglotError, RecursionError),
    *(ArithmeticError, AttributeError, LookupError, TypeError, ValueError),
)
_TEMPLATE = SandboxedEnvironment(undefined=_Expression, autoescape=False)


def selected_columns(text: str, known: Columns) -> Names:
    """The names that a model's last select gives out, or None where they cannot be told.

    `known` gives the columns of a model by its name, and those of a raw table by `raw_table`.
    """
    try:
        rendered = _TEMPLATE.from_string(text).render(_CONTEXT)
        query = sqlglot.parse_one(rendered, read=MODELS)
    except _BROKEN:
        return None
    return _columns(query, {}, known)


def raw_table(system: str, table: str) -> str:
    """The name by which a model's columns are asked for those of a raw table."""
    return f"raw__{system}__{table}"


def _rows_of(system: str, table: str, *_: Any, **__: Any) -> str:
    return f"select * from {raw_table(system, table)}"


def _joined_word(alias: str, *_: Any, **__: Any) -> str:
    return f"left join system_words as {alias} on true"


def _joined_survivor(alias: str, *_: Any, **__: Any) -> str:
    return f"left join ended_records as {alias} on true"


def _words_in_records(*_: Any, **__: Any) -> str:
    return "select null as field, null as word, null as record_count"


# The macros that stand for more than an expression.
_CONTEXT: Mapping[str, Any] = {
    "config": lambda *_, **__: "",
    "var": lambda *_: [],
    "ref": lambda name: name,
    "source": raw_table,
    "quoted": lambda name: f'"{name}"',
    **dict.fromkeys(("current_rows", "ended_rows", "newest_rows", "source_rows"), _rows_of),
    "repeated_keys": lambda **_: "select record_key, null as copies from keyed",
    "numbered_copies": lambda **_: "select *, null as copy_number, null as copies from keyed",
    "merged_ids": lambda *_: "select null as record_id, null as into_id",
    "join_survivor": _joined_survivor,
    "join_word": _joined_word,
    "words_in_records": _words_in_records,
}


def _columns(query: exp.Expr, given: Mapping[str, Names], known: Columns) -> Names:
    named = dict(given)
    for step in query.args["with_"].expressions if query.args.get("with_") else ():
        named[step.alias] = _columns(step.this, named, known)
    if isinstance(query, exp.SetOperation):
        return _columns(query.left, named, known)
    if isinstance(query, exp.Subquery):
        return _columns(query.this, named, known)
    if not isinstance(query, exp.Select):
        return None
    return _given_out(query, named, known)


def _given_out(query: exp.Select, named: Mapping[str, Names], known: Columns) -> Names:
    read: dict[str, Names] = {}
    joins = [join.this for join in query.args.get("joins") or ()]
    for place in [query.args["from_"].this, *joins] if query.args.get("from_") else joins:
        if isinstance(place, exp.Subquery):
            read[place.alias] = _columns(place.this, named, known)
        else:
            name = place.name
            read[place.alias_or_name] = named[name] if name in named else known(name)
    columns: list[str] = []
    for part in query.expressions:
        if not part.is_star:
            columns.append(part.alias_or_name)
            continue
        of = [part.table] if isinstance(part, exp.Column) else list(read)
        for place in of:
            found = read.get(place)
            if found is None:
                return None
            columns += found
    return columns
