"""How old the data of each system were in the night."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from customer_truth.quality.tables import KEPT, sync_stamps

_USUAL = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class DataAge:
    """The newest record of a system, in UTC, and by how much the night was later."""

    system: str
    newest: datetime
    age: timedelta

    @property
    def is_late(self) -> bool:
        """More than a day old: whatever changed since then, no rule has seen."""
        return self.age > _USUAL


def read_ages(
    connection: Connection, quality_schema: str, systems: Sequence[str], as_of: datetime
) -> list[DataAge]:
    """The systems that the night read, the oldest data first."""
    s = sync_stamps.c
    query = select(s.source_system, s.newest).where(s.source_system.in_(systems))
    options = {"schema_translate_map": {KEPT.schema: quality_schema}}
    rows = connection.execute(query, execution_options=options)
    found = [
        DataAge(system=row.source_system, newest=row.newest, age=as_of - row.newest) for row in rows
    ]
    return sorted(found, key=lambda one: (-one.age, one.system))
