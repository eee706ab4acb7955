"""Which records stand for a customer, since when, and which ids the customer had before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, TableClause, column, or_, select, table

Row = Mapping[str, Any]

RECORD_COLUMNS = (
    *("source_system", "entity", "source_record_id", "matched_by", "matched_since", "is_deleted"),
)
CHANGE_COLUMNS = (
    *("changed_at", "kind", "previous_customer_id", "customer_id", "record_count", "decision_id"),
)


def records_of(connection: Connection, marts: str, customer_id: str) -> Sequence[Row]:
    """The records of a customer in each system, its anchor first."""
    crosswalk = _table("customer_crosswalk", marts, *RECORD_COLUMNS, "customer_id").c
    query = (
        select(*(crosswalk[name] for name in RECORD_COLUMNS))
        .where(crosswalk.customer_id == customer_id)
        .order_by(
            crosswalk.matched_by != "anchor", crosswalk.source_system, crosswalk.source_record_id
        )
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def changes_of(connection: Connection, marts: str, customer_id: str) -> Sequence[Row]:
    """The merges, splits and moves that a customer was part of, oldest first."""
    changes = _changes(marts)
    touched = or_(
        changes.c.customer_id == customer_id, changes.c.previous_customer_id == customer_id
    )
    query = select(*(changes.c[name] for name in CHANGE_COLUMNS)).where(touched)
    query = query.order_by(changes.c.changed_at, changes.c.change_id)
    return [dict(row) for row in connection.execute(query).mappings()]


def merged_into(connection: Connection, marts: str, former_id: str) -> str | None:
    """The customer that an id which has ended leads to, however often it was merged since."""
    changes = _changes(marts).c
    seen: set[str] = set()
    followed: str | None = former_id
    while followed is not None and followed not in seen:
        seen.add(followed)
        if followed != former_id and _is_customer(connection, marts, followed):
            return followed
        followed = connection.scalar(
            select(changes.customer_id)
            .where(changes.previous_customer_id == followed, changes.kind == "merge")
            .order_by(changes.changed_at.desc(), changes.change_id.desc())
            .limit(1)
        )
    return None


def _is_customer(connection: Connection, marts: str, customer_id: str) -> bool:
    customers = _table("customers", marts, "customer_id").c
    query = select(customers.customer_id).where(customers.customer_id == customer_id)
    return connection.scalar(query) is not None


def _changes(marts: str) -> TableClause:
    return _table("customer_id_changes", marts, *CHANGE_COLUMNS, "change_id")


def _table(name: str, marts: str, *columns: str) -> TableClause:
    return table(name, *map(column, columns), schema=marts)
