"""A name that somebody asks for is known, or the question is refused: no answer is no finding."""

from __future__ import annotations

from collections.abc import Iterable

from customer_truth.errors import Unusable
from customer_truth.files.problem import clipped, listed, nearest


def refuse_unknown(what: str, asked: str | None, known: Iterable[str], needs: str) -> None:
    """`Unusable`, with the known name most like it, where `asked` is none of those known."""
    names = set(known)
    if asked is not None and asked not in names:
        do = nearest(asked, names) or f"There are {listed(names)}."
        raise Unusable(f"{what} '{clipped(asked)}': is unknown, needs {needs}. {do}")
