"""One row of a reviewed table: the class that each table's own stands on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NewType

# A count of days or minutes, which is added to moments.
Period = NewType("Period", int)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a reviewed table, with the place it stands at."""

    file: Path
    line: int

    @property
    def where(self) -> str:
        """The row's name in a message."""
        raise NotImplementedError
