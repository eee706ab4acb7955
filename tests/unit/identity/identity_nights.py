"""Nights of identity alone, one after the other, on a few records of the systems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from customer_truth.quality.identity import keep_identity
from customer_truth.quality.tables import KEPT, customer_id_changes, customer_ids
from tests.hand_made import HandMade

FIRST_NIGHT = datetime(2026, 11, 1, 5)
COLUMNS = {
    "accounts": ("source_system", "account_id", "customer_number"),
    "deleted_accounts": (
        *("source_system", "account_id", "customer_number", "surviving_account_id"),
    ),
    "billing_accounts": (
        *("source_system", "billing_account_id", "customer_number", "account_id", "is_inactive"),
    ),
    "organizations": ("source_system", "organization_id", "customer_number"),
    "parties": ("source_system", "party_id", "entity"),
    "match_decisions": ("decision_id", "record_a", "record_b", "decision"),
}
NIGHT = {"as_of": "timestamp", "definitions_on": "date"}
Rows = Sequence[tuple[object, ...]]


@dataclass(frozen=True)
class Records:
    """What the systems hold tonight, and what stewards have decided; rows as in `COLUMNS`."""

    accounts: Rows = ()
    deleted_accounts: Rows = ()
    billing_accounts: Rows = ()
    organizations: Rows = ()
    parties: Rows = ()
    match_decisions: Rows = ()


@dataclass
class Identity:
    """Some nights, one after the other, that keep their customer ids."""

    night: HandMade = field(default_factory=HandMade)
    number: int = 0

    def __post_init__(self) -> None:
        self.kept = f"{self.night.schema}_kept"
        self.night.engine.execute(f"create schema {self.kept}")
        KEPT.create_all(self._connection, tables=[customer_ids, customer_id_changes])
        self.night.fill("int_records__referenced", {"source_record_id": "text"})

    def run(self, records: Records) -> dict[str, str | None]:
        """One night; the customer of each record."""
        self.number += 1
        at = FIRST_NIGHT + timedelta(days=self.number)
        self.night.fill("as_of", NIGHT, [{"as_of": at, "definitions_on": at.date()}])
        self.night.stand_in("last_customer_ids", f"select * from {self.kept}.customer_ids")
        self.night.stand_in(
            "past_customer_id_changes", f"select * from {self.kept}.customer_id_changes"
        )
        for told in fields(records):
            columns = COLUMNS[told.name]
            rows = [dict(zip(columns, row, strict=False)) for row in getattr(records, told.name)]
            if told.name == "match_decisions":
                self.night.fill(told.name, dict.fromkeys(columns, "text"), rows)
            else:
                self.night.entity(told.name, *rows)
        customers = dict(self.rows("select crosswalk_id, customer_id from customer_crosswalk"))
        self.rows("select 1 from customer_id_changes")
        keep_identity(self._connection, self.night.schema, self.kept)
        return customers

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query on what the last night made."""
        return self.night.rows(query)

    @property
    def _connection(self) -> Connection:
        return self.night.engine.connection.execution_options(
            schema_translate_map={KEPT.schema: self.kept}
        )
