"""What a raw column points at, in dbt's words: `relationships` with `to` and `field`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from customer_truth.extracts.condition import Condition, conditions
from customer_truth.files.fields import Fields

_FIELDS = ("to", "field", "part_of", "where")


@dataclass(frozen=True)
class Reference:
    """The table (`to`, of its own system or `system.table`) and column that a value is found in.

    Without a `field` it is the table's key. A row that is `part_of` what it points at ends with it;
    any other follows it where it was merged. `where` says which of the rows point there.
    """

    to: str
    field: str | None = None
    part_of: bool = False
    where: tuple[Condition, ...] = ()

    def table_id(self, system: str) -> str:
        """The table's id, seen from a table of a system."""
        return self.to if "." in self.to else f"{system}.{self.to}"


def references(meta: Fields, columns: Sequence[str]) -> tuple[Reference, ...]:
    """What a column declares under `relationships`: one, or a list of them."""
    if "relationships" not in meta:
        return ()
    several = isinstance(meta.data["relationships"], list)
    said = meta.parts("relationships") if several else [meta.part("relationships")]
    return tuple(_reference(declared, columns) for declared in said)


def _reference(declared: Fields, columns: Sequence[str]) -> Reference:
    declared.known(_FIELDS)
    return Reference(
        to=declared.text("to"),
        field=declared.text("field") if "field" in declared else None,
        part_of=declared.flag("part_of"),
        where=conditions(declared, "where", columns),
    )
