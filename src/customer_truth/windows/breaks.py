"""Hours that a break cuts in two: `9-5 (closed noon-1pm)`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from customer_truth.windows.clock import BadTime
from customer_truth.windows.hours import DAY

Span = tuple[int, int]


def cut(readings: Iterable[Sequence[Span]], breaks: Iterable[Sequence[Span]]) -> list[Span]:
    """The one reading of the hours in which all breaks lie, cut by them; raises BadTime.

    `readings` are the hours that may be meant, and each break is the spans that it may mean.
    """
    left = {tuple(sorted(spans)) for spans in readings}
    for meanings in breaks:
        left = {found for spans in left for found in _without(spans, meanings)}
    if not left:
        raise BadTime("does not hold the break that stands behind it")
    if len(left) > 1:
        raise BadTime("has a break that may be at several hours; write am or pm")
    (found,) = left
    if any(opens >= DAY for opens, _ in found):
        raise BadTime("has a break on the next day; write the hours in two parts")
    return list(found)


def _without(spans: Sequence[Span], meanings: Sequence[Span]) -> Iterable[tuple[Span, ...]]:
    for at, (opens, closes) in enumerate(spans):
        for starts, ends in meanings:
            for shift in (0, DAY):  # a break of a night may lie on the next day
                if opens < starts + shift and ends + shift < closes:
                    halves = (opens, starts + shift), (ends + shift, closes)
                    yield (*spans[:at], *halves, *spans[at + 1 :])
