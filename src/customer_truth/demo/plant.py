"""What a plant is: one kind of defect, declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["set", "duplicate", "delete"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """What happens to rows of one raw table: values set, the row copied, or the row deleted.

    `sets` maps columns to SQL expressions over the row `t` (and, in a change that goes along with
    another one, the first changed row `p`); a copy gets them, not the row that is copied.
    """

    system: str
    table: str
    where: str
    sets: Mapping[str, str]
    kind: Kind
    widen: tuple[str, ...]

    @property
    def target(self) -> str:
        """The raw table, quoted for SQL."""
        return f'"{self.system}"."{self.table}"'


@dataclass(frozen=True, kw_only=True)
class Finds:
    """A rule that must fail, with SQL for the record key (`keys`: a query that gives several)."""

    rule: str
    key: str
    is_query: bool


@dataclass(frozen=True, kw_only=True)
class Plant:
    """One kind of defect: which records of which customers, what is changed, what finds it.

    `records` is their number in the company of the default size; it grows with the customers.
    """

    name: str
    records: int
    change: Change
    also: tuple[Change, ...]
    finds: tuple[Finds, ...]
    place: str
