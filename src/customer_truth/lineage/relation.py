"""A table or query before any record is read: its columns, apart by where its records come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from customer_truth.lineage.value import GIVEN, NONE, NULL, Absences, Value, absent, either

_MOST_BRANCHES = 64


@dataclass(frozen=True)
class Branch:
    """The records of a relation that come one way, such as those of one system.

    Without records it says why (`empty`). One that is `is_open` has further columns, all as
    `others` says.
    """

    columns: Mapping[str, Value]
    is_open: bool = False
    empty: Absences = NONE
    others: Value = GIVEN

    def get(self, name: str) -> Value | None:
        """A column by its name in lower case."""
        found = self.columns.get(name)
        if found is None and self.is_open:
            return absent(self.empty) if self.empty else self.others
        return found

    def emptied(self, because: Absences) -> Branch:
        """The same without records; what its keys would begin with still tells whose they are."""
        columns = {
            name: Value(because, None, prefix=value.begins_with, options=value.options)
            for name, value in self.columns.items()
        }
        return Branch(columns, self.is_open, because)

    def unmatched(self, because: Absences) -> Branch:
        """The same as an outer join without a match puts it."""
        value = absent(because) if because else NULL
        return Branch(dict.fromkeys(self.columns, value), self.is_open, others=value)

    @property
    def signature(self) -> tuple[object, ...]:
        """What tells its records from those of another branch."""
        return tuple(value.begins_with for value in self.columns.values())


@dataclass(frozen=True)
class Relation:
    """Its branches; without any it has no records, and no system that is on could bring some."""

    names: tuple[str, ...]
    branches: tuple[Branch, ...] = field(default=())
    is_open: bool = False

    def together(self) -> Branch:
        """All records in one branch."""
        if not self.branches:
            return Branch(dict.fromkeys(self.names, NULL), self.is_open)
        return merged(self.branches)


def relation(names: Sequence[str], branches: Iterable[Branch], is_open: bool = False) -> Relation:
    """A relation of these branches, those in one that nothing tells apart."""
    by_signature: dict[tuple[object, ...], list[Branch]] = {}
    for branch in branches:
        by_signature.setdefault(branch.signature, []).append(branch)
    apart = [merged(group) for group in by_signature.values()]
    if len(apart) > _MOST_BRANCHES:
        apart = [merged(apart)]
    return Relation(tuple(names), tuple(apart), is_open)


def merged(branches: Sequence[Branch]) -> Branch:
    """Several branches in one: a column is absent only if it is in all that have records."""
    if len(branches) == 1:
        return branches[0]
    filled = [branch for branch in branches if not branch.empty] or list(branches)
    names = dict.fromkeys(name for branch in filled for name in branch.columns)
    columns = {
        name: either(value for b in filled if (value := b.get(name)) is not None) for name in names
    }
    empty = NONE if not filled[0].empty else frozenset().union(*(b.empty for b in filled))
    others = [branch.others for branch in filled if branch.is_open]
    return Branch(columns, bool(others), empty, either(others) if others else GIVEN)
