"""How a criterion's text becomes a syntax tree, before anything is known about its meaning."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import ClassVar

from sqlglot import exp, parser
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError

from customer_truth.files.problem import clipped
from customer_truth.predicate.errors import PredicateError

_LONGEST = 4_000
_DEEPEST = 40
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_HIDDEN = {
    ";": "a semicolon",
    "--": "a comment (--)",
    "/*": "a comment (/*)",
    "{": "a template brace",
    "}": "a template brace",
    "\x00": "a NUL character",
}
_STATEMENTS = re.findall(
    r"\w+",
    "select with insert update delete drop create alter merge truncate grant revoke copy attach "
    "detach pragma set call execute explain install load export import use vacuum values from",
)
_EXAMPLE = "Write a condition on columns, such as amount_at_entry > 0."
_NEEDS = "one condition on the columns of one row"


class _Criterion(Dialect):
    """Standard SQL in which every function stays as it was written."""

    class Parser(parser.Parser):
        FUNCTIONS: ClassVar = {}
        FUNCTION_PARSERS: ClassVar = {"CAST": parser.Parser.FUNCTION_PARSERS["CAST"]}
        NO_PAREN_FUNCTIONS: ClassVar = {}
        NO_PAREN_FUNCTION_PARSERS: ClassVar = {
            "CASE": parser.Parser.NO_PAREN_FUNCTION_PARSERS["CASE"]
        }
        # As in every engine: `a = b is null` asks whether the comparison is NULL.
        IS_PREDICATE_PRECEDENCE: ClassVar = parser.IsPredicatePrecedence.LOW


# Each check of a rule reads its criteria for itself.
@lru_cache(maxsize=4_000)
def syntax(text: str) -> exp.Expr:
    """The syntax tree of one condition; PredicateError where the text is anything else.

    Whoever reads the same text gets the same tree, so none is ever changed.
    """
    _refuse_what_hides(text)
    try:
        tree = _Criterion().parse_into(exp.Condition, text)
    except SqlglotError as error:
        raise _unparsed(text, error) from error
    except RecursionError as error:
        raise PredicateError("too much nesting", "a condition that a person can read") from error
    except Exception as error:  # a parser that breaks on a text has not proven it
        raise PredicateError("text that is not SQL", _NEEDS, _EXAMPLE) from error
    if len(tree) != 1 or tree[0] is None:
        raise PredicateError("no condition", _NEEDS, _EXAMPLE)
    return tree[0]


def spelt(node: exp.Expr) -> str:
    """A piece of the text for a message, in the words of the criterion."""
    return clipped(node.sql(dialect=_Criterion, comments=False), 60)


def _refuse_what_hides(text: str) -> None:
    if not text.strip():
        raise PredicateError("no text", _NEEDS, _EXAMPLE)
    if len(text) > _LONGEST:
        raise PredicateError(
            f"{len(text)} characters", f"at most {_LONGEST}", "Give the mart a column that says it."
        )
    if "\x00" in text:
        raise PredicateError("a NUL character", "text that every engine can hold")
    bare = _QUOTED.sub("''", text)
    for sign, name in _HIDDEN.items():
        if sign in bare:
            raise PredicateError(name, _NEEDS, "Words for people belong in why and fix.")
    depth = _depth(bare.lower())
    if depth > _DEEPEST:
        raise PredicateError(f"{depth} levels of nesting", f"at most {_DEEPEST}")


def _depth(bare: str) -> int:
    depth = deepest = 0
    for sign in re.findall(r"[()\[\]]|\bcase\b|\bend\b|\bnot\s+(?=not\b)|[-+~]\s*(?=[-+~])", bare):
        depth += -1 if sign in (")", "]", "end") else 1
        deepest = max(deepest, depth)
    return deepest


def _unparsed(text: str, error: SqlglotError) -> PredicateError:
    first = text.split(maxsplit=1)[0].lower()
    if first in _STATEMENTS:
        return PredicateError(f"a statement ({first})", _NEEDS, _EXAMPLE)
    found = (getattr(error, "errors", None) or [{}])[0]
    at = found.get("highlight") or ""
    if "'" in str(error) and not found:
        return PredicateError("a quote that is not closed", "quotes in pairs")
    has = f"{at!r} where an operator or the end should be" if at else "an unfinished condition"
    return PredicateError(has, _NEEDS, f"Free text cannot be checked. {_EXAMPLE}")
