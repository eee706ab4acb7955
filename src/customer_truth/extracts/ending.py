"""How a system says that a record has ended: by a flag, by a word, or by a list of merges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from customer_truth.extracts.condition import Condition, conditions, values_of
from customer_truth.files.fields import Fields
from customer_truth.files.problem import nearest

# An inactive record remains known: what points at it is no orphan.
INACTIVE = "inactive"
MERGED = "merged"
REASONS = ("deleted", MERGED, "voided", "not approved", INACTIVE, "replaced")
_FIELDS = ("because", "column", "is", "where", "into", "absorbs", "listed_in", "ended")
_FORMS = "column, into, absorbs, or listed_in with ended and into"


@dataclass(frozen=True)
class Ending:
    """One way in which a table's records end.

    By `flag`, where `where` holds too; or merged: into the record that the column `into` names, by
    a survivor whose column `absorbs` lists it, or by a row of the table `listed_in`, whose columns
    `ended` and `into` name both.
    """

    because: str
    flag: Condition | None = None
    where: tuple[Condition, ...] = ()
    into: str | None = None
    absorbs: str | None = None
    listed_in: str | None = None
    ended: str | None = None


def endings(meta: Fields, types: Mapping[str, str], key: Sequence[str]) -> tuple[Ending, ...]:
    """The ways that a table declares under `ends`; `types` are those of its columns."""
    return tuple(_ending(declared, types, key) for declared in meta.parts("ends"))


def unheld_by(ending: Ending, tables: Mapping[str, Sequence[str]]) -> str | None:
    """What a list of merges names and no table has; `tables` are the columns by table."""
    if ending.listed_in is None:
        return None
    columns = tables.get(ending.listed_in)
    if columns is None:
        return ending.listed_in
    missing = (name for name in (ending.ended, ending.into) if name and name not in columns)
    return next((f"{ending.listed_in}.{name}" for name in missing), None)


def _ending(declared: Fields, types: Mapping[str, str], key: Sequence[str]) -> Ending:
    declared.known(_FIELDS)
    because = declared.choice("because", REASONS)
    where = conditions(declared, "where", tuple(types))
    if "column" in declared:
        return Ending(because, _flag(declared, types), where)
    if because != MERGED:
        declared.refuse("column", "the column that says it", f"Only what is {MERGED} needs none.")
        return Ending(because)
    forms = [name for name in ("absorbs", "listed_in") if name in declared]
    if len(forms) > 1 or not (forms or "into" in declared):
        declared.tell("because", f"{MERGED} without one way to tell", _FORMS)
        return Ending(because)
    if len(key) != 1:
        declared.tell("because", f"{MERGED} in a table whose key has {len(key)} columns", "one")
    if "listed_in" in declared:
        listed_in, ended, into = (declared.text(name) for name in ("listed_in", "ended", "into"))
        return Ending(because, where=where, listed_in=listed_in, ended=ended, into=into)
    if "absorbs" in declared:
        return Ending(because, where=where, absorbs=_column(declared, "absorbs", types))
    return Ending(because, where=where, into=_column(declared, "into", types))


def _flag(declared: Fields, types: Mapping[str, str]) -> Condition:
    column = _column(declared, "column", types)
    if types.get(column) == "boolean":
        values = values_of(declared, "is") if "is" in declared else ("true",)
        if not set(values) <= {"true", "false"}:
            declared.refuse("is", "true or false")
        return Condition(column, values)
    return Condition(column, values_of(declared, "is"))


def _column(declared: Fields, name: str, types: Mapping[str, str]) -> str:
    column = declared.text(name)
    if column and column not in types:
        has = f"the unknown column {column} as {name}"
        declared.tell(name, has, "one of its columns", nearest(column, types))
    return column
