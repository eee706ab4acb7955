"""A matching model: what is compared, how much each answer weighs, from where a pair is suspected.

The weights are those of Fellegi and Sunter: `m` is how often two records of one customer give that
answer, `u` how often two records of different customers do, and log2(m / u) is what it weighs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

DIFFERENT = "different"


@dataclass(frozen=True)
class Level:
    """One answer of a comparison; `condition` is SQL that every engine knows.

    `m` and `u` may be untrained.
    """

    words: str
    condition: str
    m: float | None = None
    u: float | None = None

    @property
    def weight(self) -> float:
        """Bits that this answer adds to the match weight."""
        if self.m is None or self.u is None:
            raise ValueError(f"the answer '{self.words}' has no m and u yet, and needs training")
        return math.log2(self.m / self.u)


@dataclass(frozen=True)
class Comparison:
    """One field of two records; the first level that holds is the answer, the last one is else.

    A value of a field that `identifies` is unknown where too many records share it. `common_among`
    lets a value weigh less the more customers carry it, counted among that many at least. Where its
    values are different, a pair is only suspected if one of the fields `unless_equal` is equal.
    """

    field: str
    column: str
    levels: tuple[Level, ...]
    identifies: bool = False
    common_among: int | None = None
    unless_equal: tuple[str, ...] = ()

    @property
    def heaviest(self) -> float:
        """Bits of the best answer."""
        return max(level.weight for level in self.levels)


@dataclass(frozen=True)
class BlockField:
    """A column that must agree: its last characters where `last` says how many, else all of it.

    Where it `may_lack`, a side that does not know it agrees with every other.
    """

    column: str
    last: int | None = None
    may_lack: bool = False

    def value(self, side: str = "") -> str:
        """SQL of what must be equal."""
        return f"right({side}{self.column}, {self.last})" if self.last else f"{side}{self.column}"


@dataclass(frozen=True)
class Block:
    """What two records must share to be compared at all."""

    fields: tuple[BlockField, ...]

    @property
    def keys(self) -> tuple[BlockField, ...]:
        """The fields that both sides must know."""
        return tuple(field for field in self.fields if not field.may_lack)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of all its fields."""
        return tuple(field.column for field in self.fields)


@dataclass(frozen=True)
class Model:
    """A whole model. `prior` is the chance that two records drawn at random are one customer."""

    name: str
    prior: float
    suspected_from: float
    most_sharing: int
    block_on: tuple[Block, ...]
    train_on: tuple[tuple[str, ...], ...]
    comparisons: tuple[Comparison, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the model reads of each record, beside its id and customer."""
        return tuple(dict.fromkeys(comparison.column for comparison in self.comparisons))

    @property
    def least_weight(self) -> float:
        """The match weight (bits, with the prior) from which a pair is suspected."""
        return math.log2(self.suspected_from / (1 - self.suspected_from))
