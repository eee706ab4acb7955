"""Spark: what the schemas of a night are called, and which of them may be dropped.

A night stands in schemas of its own: `customer_truth_<moment>_<home>_<layer>`, and a side of a
comparison in `customer_truth_<moment>_<home>_<side>_<layer>`. The moment has 20 digits, down to the
microsecond (UTC), the home eight hexadecimal ones. What both begin with is a place. A view beside
them, the pointer, names the place of the published night and of the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta

NAME = "customer_truth"
POINTER = "published"
_MOMENT = "%Y%m%d%H%M%S%f"
_PLACE = re.compile(rf"({NAME}_(\d{{20}})_([0-9a-f]{{8}}))_[a-z0-9_]+")
_FORGOTTEN = timedelta(days=7)
_STILL_READ = timedelta(days=1)


def new_place(home: str, now: datetime) -> str:
    """Where a home builds from now on."""
    return f"{NAME}_{now:{_MOMENT}}_{home}"


def place_of(schema: str) -> str | None:
    """The place that a schema is of; None for anybody else's schema."""
    found = _PLACE.fullmatch(schema)
    return found[1] if found else None


def pointer_schema(world: str) -> str:
    """The schema of the pointer of a world."""
    return f"{world}_{NAME}" if world else NAME


def is_pointer_schema(schema: str) -> bool:
    """Whether a schema may hold the pointer of some world."""
    return schema == NAME or schema.endswith(f"_{NAME}")


def is_still_read(night: str, now: datetime) -> bool:
    """Whether readers of the night before this one, in another home, may still be at it."""
    if place_of(f"{night}_marts") is None:
        return False
    return _moment(night.rsplit("_", 2)[1]) > now - _STILL_READ


def left_behind(
    schemas: Iterable[str],
    home: str,
    now: datetime,
    pointed_at: Collection[str],
    is_held: Callable[[str], bool],
    *,
    is_all_known: bool = True,
) -> list[str]:
    """The schemas that nobody needs any more.

    Whoever builds or reads a place of this home holds it by a lock on a file of the home. The locks
    of other homes cannot be seen from here: what is theirs is left alone for a week, and as long as
    there is a pointer that cannot be read, for it may be theirs.
    """
    places: dict[str, list[str]] = {}
    for schema in schemas:
        if place := place_of(schema):
            places.setdefault(place, []).append(schema)
    return sorted(
        schema
        for place, its_schemas in places.items()
        if place not in pointed_at
        and (is_all_known or _owner(place) == home)
        and _is_left(place, home, now, is_held)
        for schema in its_schemas
    )


def _is_left(place: str, home: str, now: datetime, is_held: Callable[[str], bool]) -> bool:
    if _owner(place) == home:
        return not is_held(place)
    return _moment(place.rsplit("_", 2)[1]) < now - _FORGOTTEN


def _owner(place: str) -> str:
    return place.rsplit("_", 1)[1]


def _moment(digits: str) -> datetime:
    try:
        return datetime.strptime(digits, _MOMENT)
    except ValueError:
        # No night was ever built then, so that it is nobody's.
        return datetime.max
