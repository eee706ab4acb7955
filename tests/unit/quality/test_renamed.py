"""What was named by number keeps its first night under the name that does not move."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

import sqlalchemy
from sqlalchemy import Connection, insert, select
from sqlalchemy.pool import StaticPool

from customer_truth.quality.renamed import rename_keys
from customer_truth.quality.tables import KEPT, exceptions
from customer_truth.rules import Rule

FIRST = datetime(2026, 11, 1, 5)


class _Rule:
    def __init__(self, id: str, mart: str) -> None:
        self.id, self.mart = id, mart


RULES = cast(
    "list[Rule]",
    [
        _Rule("deal_moves", "stage_visits"),
        _Rule("proposal_has_amount", "opportunity_stage_visits"),
        _Rule("asked_once", "data_requests"),
        _Rule("window_is_sound", "delivery_windows"),
    ],
)


def kept(*found: tuple[str, str]) -> Connection:
    connection = sqlalchemy.create_engine("truth_duckdb://", poolclass=StaticPool).connect()
    for statement in (
        "create schema quality",
        "create schema marts",
        "create table marts.stage_visits as select * from (values "
        "('opportunity', 'crm:1', 2, 'opportunity:crm:1#2026-03-01T09:00:00/Proposal'), "
        "('lead', 'crm:1', 2, 'lead:crm:1#2026-01-01T09:00:00/Qualified')) "
        "as v (lifecycle, record_id, visit_number, stage_visit_id)",
        "create table marts.data_requests as select 'desk:7' as ticket_id, "
        "timestamp '2026-03-01' as requested_at, "
        "'desk:7#2026-03-01T00:00:00/phone' as data_request_id",
    ):
        connection.exec_driver_sql(statement)
    KEPT.create_all(connection)
    for rule, key in found:
        row: dict[str, Any] = {
            **{"rule_id": rule, "record_key": key, "mart": "m", "kind": "entry", "owner": "o"},
            **{"severity": "warning", "first_seen": FIRST, "last_seen": FIRST},
            "times_reopened": 0,
        }
        connection.execute(insert(exceptions).values(row))
    return connection


def keys(connection: Connection) -> list[tuple[str, str]]:
    query = select(exceptions.c.rule_id, exceptions.c.record_key).order_by(*exceptions.c[:2])
    return [tuple(row) for row in connection.execute(query)]


def test_an_exception_named_by_number_keeps_its_first_night() -> None:
    connection = kept(
        ("asked_once", "desk:7#1"),
        ("deal_moves", "opportunity:crm:1#2"),
        ("deal_moves", "opportunity:crm:9#2"),
        ("proposal_has_amount", "crm:1#2"),
        ("window_is_sound", "crm:1#2"),
    )
    rename_keys(connection, "quality", "marts", RULES)
    assert keys(connection) == [
        ("asked_once", "desk:7#2026-03-01T00:00:00/phone"),
        ("deal_moves", "opportunity:crm:1#2026-03-01T09:00:00/Proposal"),
        ("deal_moves", "opportunity:crm:9#2"),
        ("proposal_has_amount", "crm:1#2026-03-01T09:00:00/Proposal"),
        ("window_is_sound", "crm:1#2"),
    ]
    assert set(connection.scalars(select(exceptions.c.first_seen))) == {FIRST}


def test_a_name_that_is_taken_is_not_given_twice() -> None:
    named = "opportunity:crm:1#2026-03-01T09:00:00/Proposal"
    connection = kept(("deal_moves", "opportunity:crm:1#2"), ("deal_moves", named))
    rename_keys(connection, "quality", "marts", RULES)
    assert keys(connection) == [("deal_moves", "opportunity:crm:1#2"), ("deal_moves", named)]
