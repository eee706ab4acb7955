"""The known name most like one that nobody knows; the engine looks, for names may be millions."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

_AT_MOST = 1000
_LONGEST_SLIP = 80  # signs; each costs the engine a pattern

Place = tuple[ColumnElement[Any], ColumnElement[Any]]


def most_alike(connection: Connection, asked: str, *places: Place) -> str:
    """A question that offers what is most like the one asked for, or nothing.

    A place is a column of names, and the column of what is offered for each.
    """
    if not 1 < len(asked) <= _LONGEST_SLIP:
        return ""
    known: dict[str, str] = {}
    for name, offered in places:
        query = select(name.label("name"), offered.label("offered")).distinct()
        query = query.where(_has_one_slip(name, asked)).order_by("name", "offered")
        rows: Any = connection.execute(query.limit(_AT_MOST))
        known |= {written.lower(): meant for written, meant in rows if meant != asked}
    # The engine has compared them; which is the nearest is all that is left to say.
    close = get_close_matches(asked.lower(), known, n=1, cutoff=0)
    return f"Did you mean {known[close[0]]}?" if close else ""


def as_asked(record: ColumnElement[Any], asked: str) -> ColumnElement[Any]:
    """An id as it was asked for: whole, or as its system writes it, without the system's name."""
    return record if ":" in asked else func.substr(record, func.strpos(record, ":") + 1)


def escaped(text: str) -> str:
    """The text in a pattern, where it means itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _has_one_slip(name: ColumnElement[Any], asked: str) -> ColumnElement[bool]:
    """Whether one sign was mistyped, left out or too much.

    The half without the slip is as it was typed, which the engine sees at a glance. Only names
    with such a half are compared sign by sign.
    """
    typed, half = asked.lower(), len(asked) // 2
    written = func.lower(name)

    def reads(begin: str, end: str) -> ColumnElement[bool]:
        return written.like(f"{escaped(begin)}%{escaped(end)}", escape="\\")

    slips = [reads(typed[:at], typed[at + 1 :]) for at in range(len(typed))]
    return and_(
        func.length(name).between(len(typed) - 1, len(typed) + 1),
        or_(
            and_(reads(typed[:half], ""), or_(*slips[half:])),
            and_(reads("", typed[half:]), or_(*slips[:half])),
        ),
    )
