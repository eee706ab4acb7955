"""The casts that mean the same on every engine and cannot stop a run."""

from __future__ import annotations

from sqlglot import exp

from customer_truth.dialects.spelling import MOST_DIGITS
from customer_truth.predicate import literals
from customer_truth.predicate.errors import PredicateError
from customer_truth.predicate.overflow import Spelt
from customer_truth.predicate.tree import Node, Op
from customer_truth.predicate.types import TIMES, Type, type_of

_FROM: dict[Type, tuple[Type, ...]] = {
    Type.BOOLEAN: (Type.BOOLEAN,),
    Type.INTEGER: (Type.INTEGER, Type.DECIMAL),
    Type.DECIMAL: (Type.INTEGER, Type.DECIMAL, Type.DOUBLE),
    Type.DOUBLE: (Type.INTEGER, Type.DECIMAL, Type.DOUBLE),
    Type.TEXT: (Type.TEXT, Type.INTEGER, Type.DATE, Type.BOOLEAN),
    Type.DATE: TIMES,
    Type.TIMESTAMP: TIMES,
}


def cast(arg: Node, to: exp.Expr, spelt: Spelt) -> Node:
    """The argument as another type; a text becomes a day or a moment only where it is written."""
    target = _target(to, spelt)
    if target in TIMES and arg.op is Op.LITERAL and isinstance(arg.value, str):
        return literals.moment(arg.value, target)
    if arg.type not in _FROM[target]:
        needs = " or ".join(type_.value for type_ in _FROM[target])
        do = "Cast text in staging, where what cannot be read becomes unknown."
        raise PredicateError(f"{spelt()} of {arg.type}", needs, do if arg.type is Type.TEXT else "")
    return Node(Op.CAST, target, (arg,), _name(target, to))


def _target(to: exp.Expr, spelt: Spelt) -> Type:
    name = to.this.value if isinstance(to.this, exp.DataType.Type) else str(to.this)
    target = type_of(name)
    if target not in _FROM or to.args.get("nested"):
        raise PredicateError(spelt(), f"a simple type: {', '.join(_FROM)}")
    return target


def _name(target: Type, to: exp.Expr) -> str:
    sizes = [part.name for part in to.expressions]
    if target is not Type.DECIMAL or not sizes:
        return target.value
    digits, scale = ([int(size) for size in sizes if size.isdigit()] + [0, 0])[:2]
    if len(sizes) > 2 or not 1 <= digits <= MOST_DIGITS or not 0 <= scale <= digits:
        raise PredicateError(f"decimal({', '.join(sizes)})", "decimal(18, 2) or the like")
    return f"decimal({digits}, {scale})"
