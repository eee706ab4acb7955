"""The functions that a criterion may call, with what they take and give."""

from __future__ import annotations

import re
from collections.abc import Callable

from customer_truth.files.problem import listed, nearest
from customer_truth.predicate.errors import PredicateError
from customer_truth.predicate.overflow import Spelt
from customer_truth.predicate.pattern import portable_pattern
from customer_truth.predicate.ranges import measured
from customer_truth.predicate.tree import Node, Op
from customer_truth.predicate.types import NUMBERS, TIMES, Type, common

Args = tuple[Node, ...]
UNITS = ("day", "week", "month", "quarter", "year")
_MOST_DECIMALS = 6
_AGGREGATES = re.findall(
    r"\w+",
    "count sum avg min max median stddev variance any_value first last string_agg array_agg "
    "bool_and bool_or every list mode quantile approx_count_distinct",
)
_INSTEAD = {
    "now": ":as_of is the moment of the night",
    "current_timestamp": ":as_of is the moment of the night",
    "current_date": "date(:as_of) is the day of the night",
    "today": "date(:as_of) is the day of the night",
    "ifnull": "coalesce does it",
    "isnull": "write x is null",
    "nvl": "coalesce does it",
    "len": "length does it",
    "char_length": "length does it",
    "if": "case when ... then ... else ... end does it",
    "iif": "case when ... then ... else ... end does it",
    "mod": "write a % b",
    "datediff": "days_between does it",
    "date_diff": "days_between does it",
    "regexp_matches": "regexp_like does it",
    "rlike": "regexp_like does it",
    "try_cast": "cast in staging, where text that cannot be read becomes unknown",
}


def coerced(node: Node, to: Type) -> Node:
    """The node as a value of that type, cast where engines would otherwise choose for us."""
    if node.type is to or node.type is Type.NULL or to not in (Type.DOUBLE, Type.TIMESTAMP):
        return node
    return measured(Node(Op.CAST, to, (node,), to.value))


def together(args: Args, what: Spelt) -> tuple[Args, Type]:
    """Values of one kind, brought to one type."""
    shared = common([arg.type for arg in args])
    if shared is None or shared in (Type.OTHER, Type.INTERVAL):
        kinds = " and ".join(dict.fromkeys(str(arg.type) for arg in args))
        raise PredicateError(f"{what()} of {kinds}", "values of one kind", _hint(args))
    return tuple(coerced(arg, shared) for arg in args), shared


def call(name: str, args: Args) -> Node:
    """A call of one of the allowed functions; PredicateError where its arguments do not fit."""
    return FUNCTIONS[name](name, args)


def unknown_function(name: str) -> PredicateError:
    """Why a function may not be called, and which one to call instead."""
    if name in _AGGREGATES:
        return PredicateError(
            f"the aggregate {name}()",
            "a condition on one row",
            "Count in the mart, or use `expect`.",
        )
    do = f"Instead, {_INSTEAD[name]}." if name in _INSTEAD else nearest(name, FUNCTIONS)
    needs = f"one of {listed(FUNCTIONS, at_most=30)}"
    return PredicateError(f"the unknown function {name}()", needs, do)


def _hint(args: Args) -> str:
    types = {arg.type for arg in args}
    if Type.TEXT in types and types & set(TIMES):
        return "A day is written date '2026-01-31', a moment timestamp '2026-01-31 08:00:00'."
    return (
        "Text cannot be a number or a day here: cast it in staging." if Type.TEXT in types else ""
    )


def _counted(name: str, args: Args, least: int, most: int) -> None:
    if not least <= len(args) <= most:
        needs = str(least) if least == most else f"{least} to {most}"
        raise PredicateError(f"{name}() with {len(args)} arguments", needs)


def _typed(name: str, arg: Node, allowed: tuple[Type, ...]) -> None:
    if arg.type not in allowed:
        needs = " or ".join(type_.value for type_ in allowed)
        do = _hint((arg, Node(Op.AS_OF, allowed[0])))
        raise PredicateError(f"{name}() of {arg.type}", needs, do)


def _of(
    allowed: tuple[Type, ...], gives: Type | None = None, count: int = 1
) -> Callable[[str, Args], Node]:
    """A function of `count` arguments; it gives its argument's type unless another is named."""

    def made(name: str, args: Args) -> Node:
        _counted(name, args, count, count)
        for arg in args:
            _typed(name, arg, allowed)
        return Node(Op.CALL, gives or args[0].type, args, name)

    return made


def _round(name: str, args: Args) -> Node:
    _counted(name, args, 1, 2)
    _typed(name, args[0], NUMBERS)
    decimals = args[1].value if len(args) == 2 and args[1].op is Op.LITERAL else 0
    whole = isinstance(decimals, int) and 0 <= decimals <= _MOST_DECIMALS
    if not whole or (len(args) == 2 and args[1].op is not Op.LITERAL):
        raise PredicateError("round() to unknown decimals", f"a number from 0 to {_MOST_DECIMALS}")
    return Node(Op.CALL, Type.DECIMAL, (args[0],), name, decimals)


def _same(least: int, most: int) -> Callable[[str, Args], Node]:
    """A function whose arguments and result are of one type."""

    def made(name: str, args: Args) -> Node:
        _counted(name, args, least, most)
        alike, type_ = together(args, lambda: f"{name}()")
        if type_ is Type.NULL or (name != "coalesce" and any(a.type is Type.NULL for a in args)):
            raise PredicateError(f"NULL in {name}()", "columns or values")
        if type_ is Type.BOOLEAN and name in ("least", "greatest"):
            raise PredicateError(f"{name}() of boolean", "values that have an order")
        return Node(Op.CALL, type_, alike, name)

    return made


def literal_text(name: str, arg: Node) -> str:
    """The text of an argument that must be written out, as engines read it differently."""
    if arg.op is not Op.LITERAL or not isinstance(arg.value, str):
        raise PredicateError(f"a computed pattern for {name}", "a text in single quotes")
    return arg.value


def _regexp_like(name: str, args: Args) -> Node:
    _counted(name, args, 2, 2)
    _typed(name, args[0], (Type.TEXT,))
    pattern = portable_pattern(literal_text("regexp_like()", args[1]))
    return Node(Op.CALL, Type.BOOLEAN, (args[0],), name, pattern)


def _date_trunc(name: str, args: Args) -> Node:
    _counted(name, args, 2, 2)
    unit = literal_text("date_trunc()", args[0]).lower()
    if unit not in UNITS:
        raise PredicateError(f"date_trunc() to {unit!r}", f"one of {', '.join(UNITS)}")
    _typed(name, args[1], TIMES)
    return Node(Op.CALL, Type.TIMESTAMP, (coerced(args[1], Type.TIMESTAMP),), name, unit)


def _to_date(name: str, args: Args) -> Node:
    _counted(name, args, 1, 1)
    _typed(name, args[0], TIMES)
    return Node(Op.CAST, Type.DATE, args, Type.DATE.value)


_TEXT = (Type.TEXT,)
FUNCTIONS: dict[str, Callable[[str, Args], Node]] = {
    "abs": _of(NUMBERS),
    "coalesce": _same(1, 20),
    "date": _to_date,
    "date_trunc": _date_trunc,
    "days_between": _of(TIMES, Type.INTEGER, 2),
    "greatest": _same(2, 20),
    "hours_between": _of(TIMES, Type.DOUBLE, 2),
    "least": _same(2, 20),
    "length": _of(_TEXT, Type.INTEGER),
    "lower": _of(_TEXT),
    "nullif": _same(2, 2),
    "regexp_like": _regexp_like,
    "round": _round,
    "starts_with": _of(_TEXT, Type.BOOLEAN, 2),
    "to_date": _to_date,
    "trim": _of(_TEXT),
    "upper": _of(_TEXT),
}
