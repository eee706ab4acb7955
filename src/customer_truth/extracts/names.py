"""Names of tables and columns as extracts write them: ID and id are one name, blanks are none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from customer_truth.errors import Unusable
from customer_truth.files.problem import complaint, listed
from customer_truth.sql.text import BLANKS, quoted


def folded(name: str) -> str:
    """What two ways of writing one name have in common."""
    return name.strip(BLANKS).casefold()


def found_as(asked: str, names: Iterable[str]) -> str | None:
    """The name that is asked for, as it is written; `Unusable` where two others could be meant.

    One that is written exactly so is meant.
    """
    known = list(names)
    if asked in known:
        return asked
    alike = [name for name in known if folded(name) == folded(asked)]
    if len(alike) > 1:
        raise Unusable(complaint(one_name(alike), f"one {asked}"))
    return alike[0] if alike else None


def one_name(alike: Iterable[str]) -> str:
    """The words for names that are one, as they are written."""
    return f"{listed(map(quoted, alike))}, which are one name"


def same_names(names: Sequence[str]) -> list[str]:
    """The first names that are one, as they are written; none where all differ."""
    by_name: dict[str, list[str]] = {}
    for name in names:
        by_name.setdefault(folded(name), []).append(name)
    return next((alike for alike in by_name.values() if len(alike) > 1), [])
