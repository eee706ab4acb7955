"""What the list of exceptions says of those that the last night did not look at."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import create_engine, insert
from sqlalchemy.pool import StaticPool

from customer_truth.lookups.nights import Filter, count_not_looked_at
from customer_truth.quality.tables import exceptions

CUT, STALE = "not judged: desk.ticket is cut", "not judged: crm.lead is stale"
FOUND = [
    ("r1", "a", CUT, None), ("r1", "b", CUT, None), ("r2", "c", STALE, None),
    ("r2", "d", None, None), ("r3", "e", CUT, datetime(2026, 1, 2)),
]  # fmt: skip


def test_exceptions_that_were_not_looked_at_are_counted_by_their_reason() -> None:
    engine = create_engine("truth_duckdb://", poolclass=StaticPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("create schema quality")
        exceptions.create(connection)
        for rule, key, reason, resolved in FOUND:
            seen = datetime(2026, 1, 1)
            connection.execute(
                insert(exceptions).values(
                    rule_id=rule, record_key=key, mart="m", kind="entry", owner="o",
                    severity="info", first_seen=seen,
                    last_seen=seen, times_reopened=0, resolved=resolved, not_looked_at=reason,
                )
            )  # fmt: skip
        assert count_not_looked_at(connection, Filter()) == {CUT: 2, STALE: 1}
        assert count_not_looked_at(connection, Filter(rule="r2")) == {STALE: 1}
        assert count_not_looked_at(connection, Filter(rule="r4")) == {}
