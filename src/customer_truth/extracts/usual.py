"""What is usual: a band around the past nights of a table or a rule itself, no fixed threshold.

Median and median absolute deviation bear nights that went wrong. They are taken of logarithms, so
that a table may grow by its usual share, and on the line of its growth (Theil and Sen: the median
of the slopes between nights), so that one that grows steadily is not found too large. Python's own
`statistics` has all of it that is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from math import ceil, exp, floor, log
from statistics import median

# A band is judged by as many nights; by fewer a table is only found to have lost its half.
ENOUGH = 7
# As far back as a band looks, in days: eight of each weekday.
WINDOW = 56
_WIDTH = 4.0
_AS_NORMAL = 1.4826
_LEAST_SHARE, _LEAST_ROWS = 0.2, 5
_LEAST_POINTS = 0.01


@dataclass(frozen=True)
class PastNight:
    """How many rows a table had on the night of a day, and whether that was usual then."""

    day: date
    rows: int
    is_usual: bool = True


@dataclass(frozen=True)
class Usual:
    """The usual rows of a table, and the band; without a most, more is not judged."""

    rows: int
    least: int
    most: int | None
    nights: int


def usual(past: Sequence[PastNight], on: date) -> Usual | None:
    """What a table's past nights let expect of a night of that day; None where it has none.

    Of an earlier night of the same day it is expected too.

    Nights found unusual do not count, until `ENOUGH` of them in a row are the new level.
    """
    known = sorted((n for n in past if 0 <= (on - n.day).days <= WINDOW), key=lambda n: n.day)
    counted = _at_this_level(known)
    if not counted:
        return None
    if len(counted) < ENOUGH:
        least = min(night.rows for night in counted)
        half = max(0, min(ceil(least / 2), least - _LEAST_ROWS))
        return Usual(counted[-1].rows, half, None, len(counted))
    same_weekday = [night for night in counted if night.day.weekday() == on.weekday()]
    if len(same_weekday) >= ENOUGH:
        return _band(same_weekday, on, is_of_one_kind=True)
    return _band(counted, on, is_of_one_kind=False)


def unusual_share(
    past: Sequence[tuple[date, float]], on: date, failing: int, records: int
) -> tuple[float, float] | None:
    """The usual share of a rule's records that fail, where tonight's is another; else None.

    `past` are the shares of nights by their days. The band is never narrower than a fifth of the
    share, or one point, and fewer than five records are no difference.
    """
    known = [(day, share) for day, share in past if 0 < (on - day).days <= WINDOW]
    alike = [(day, share) for day, share in known if day.weekday() == on.weekday()]
    shares = [share for _, share in (alike if len(alike) >= ENOUGH else known)]
    if len(shares) < ENOUGH or not records:
        return None
    middle = median(shares)
    spread = _AS_NORMAL * median(abs(share - middle) for share in shares)
    width = max(_WIDTH * spread, _LEAST_SHARE * middle, _LEAST_POINTS)
    low, high = max(0.0, middle - width), min(1.0, middle + width)
    missed = max(low * records - failing, failing - high * records)
    return (low, high) if missed >= _LEAST_ROWS else None


def _at_this_level(known: Sequence[PastNight]) -> list[PastNight]:
    """The usual nights since the last time that a new level was taken for usual."""
    for start in range(len(known) - ENOUGH, -1, -1):
        row = known[start : start + ENOUGH]
        if not any(night.is_usual for night in row):
            return [*row, *(night for night in known[start + ENOUGH :] if night.is_usual)]
    return [night for night in known if night.is_usual]


def _band(nights: Sequence[PastNight], on: date, *, is_of_one_kind: bool) -> Usual:
    """The band of nights of one weekday; of all weekdays it holds whatever these had.

    It is never narrower than a fifth of the rows, or five of them.
    """
    points = [((night.day - on).days, log(night.rows + 1)) for night in nights]
    growth = _growth(points)
    levels = [y - growth * x for x, y in points]
    middle = median(levels)
    spread = _AS_NORMAL * median(abs(level - middle) for level in levels)
    narrowest = -log(1 - _LEAST_SHARE)
    width = max(_WIDTH * spread, narrowest)
    low, high = middle - width, middle + width
    if not is_of_one_kind:
        low = min(low, min(levels) - narrowest)
        high = max(high, max(levels) + narrowest)
    rows = round(exp(middle) - 1)
    least = min(floor(exp(low) - 1), rows - _LEAST_ROWS)
    most = max(ceil(exp(high) - 1), rows + _LEAST_ROWS)
    return Usual(rows, max(0, least), most if rows else None, len(nights))


def _growth(points: Sequence[tuple[int, float]]) -> float:
    """What a table grows by in a day, by nights of the same weekday: a weekend is no decline."""
    slopes = [
        (y2 - y1) / (x2 - x1)
        for (x1, y1), (x2, y2) in combinations(points, 2)
        if (x2 - x1) % 7 == 0
    ]
    return median(slopes) if slopes else 0.0
