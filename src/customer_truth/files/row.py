"""One row of a reviewed table: the class that each table's own stands on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import ClassVar, NewType

# A count of days or minutes, which is added to moments.
Period = NewType("Period", int)
# What a unit of one thing is worth in another; small ones need more than four decimals.
Rate = NewType("Rate", Decimal)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a reviewed table, with the place it stands at."""

    # A table that only some companies need may have no file.
    may_lack_file: ClassVar[bool] = False

    file: Path
    line: int

    @property
    def where(self) -> str:
        """The row's name in a message."""
        raise NotImplementedError
