"""What a change moves in money and customers: each record and each customer once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import Connection
from sqlalchemy.pool import StaticPool

from customer_truth.expectations import failing_keys_table
from customer_truth.gate.measure import by_owner, compare_failing
from customer_truth.rules import Kind, Rule
from customer_truth.verdict.verdict import Severity
from customer_truth.warehouse.scratch import SideBySide


def rule(name: str, mart: str, key: str, *, touches_customers: bool = True) -> Rule:
    said = dict.fromkeys(("title", "broken", "dimension", "why", "fix", "suite"), "x")
    return Rule(
        id=name,
        mart=mart,
        key=key,
        touches_customers=touches_customers,
        owner="controller",
        kind=Kind.INVARIANT,
        severity=Severity.CRITICAL,
        effective_from=date(2026, 1, 1),
        customer="customer_id",
        value=None,
        judged_at=None,
        file=Path("expectations/x.yml"),
        line=1,
        **said,
    )


BILLED = rule("billed", "contracts", "contract_id")
EARNED = rule("earned", "revenue_positions", "contract_id")
SCORES = rule("scores", "surveys", "response_id", touches_customers=False)


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = sqlalchemy.create_engine("truth_duckdb://", poolclass=StaticPool)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as opened:
        opened.exec_driver_sql("attach ':memory:' as base")
        for side in ("", "base."):
            opened.exec_driver_sql(f"create schema {side}work")
            opened.exec_driver_sql(f"create schema {side}marts")
            opened.exec_driver_sql(
                f"create table {side}marts.customers as select * from (values "
                "('A', 1000.0), ('B', 50.0), ('C', null)) as c (customer_id, invoiced_last_year)"
            )
        failing_keys_table("work").create(opened)
        opened.exec_driver_sql("create table base.work.failing_keys as from work.failing_keys")
        yield opened


def fails(connection: Connection, *rows: tuple[str, str, str, int | None], side: str = "") -> None:
    for of, key, customer, in_error in rows:
        amount = "null" if in_error is None else in_error
        connection.exec_driver_sql(
            f"insert into {side}work.failing_keys values "
            f"('{of}', '{key}', '{customer}', 100, {amount}, null)"
        )


def both(connection: Connection) -> SideBySide:
    return SideBySide(connection, "duckdb", ("base.", ""))


def test_a_rule_tells_what_is_newly_in_error_and_whose_business_moves(
    connection: Connection,
) -> None:
    fails(connection, ("billed", "erp:1", "A", 10), ("billed", "erp:2", "A", 5))
    fails(connection, ("billed", "erp:3", "C", None))
    fails(connection, ("billed", "erp:9", "B", 70), side="base.")
    found = compare_failing(both(connection), [BILLED])["billed"]
    assert (found["newly_failing"], found["in_error_newly_failing"]) == (3, 15.0)
    assert (found["newly_passing"], found["in_error_newly_passing"]) == (1, 70.0)
    touched = ("customers_touched", "yearly_business", "business_not_known")
    assert [found[name] for name in touched] == [3, 1050.0, 1]


def test_of_several_rules_of_an_owner_a_record_and_a_customer_count_once(
    connection: Connection,
) -> None:
    fails(connection, ("billed", "erp:1", "A", 10), ("earned", "erp:1", "A", 25))
    compare_failing(both(connection), [BILLED, EARNED])
    (owner,) = by_owner(both(connection))
    assert (owner.newly_failing, owner.in_error_newly_failing) == (2, 25.0)
    assert (owner.customers_touched, owner.yearly_business) == (1, 1000.0)


def test_a_rule_that_cannot_say_what_is_in_error_says_nothing_of_it(
    connection: Connection,
) -> None:
    fails(connection, ("scores", "7", "A", None))
    found = compare_failing(both(connection), [SCORES])["scores"]
    assert (found["in_error_newly_failing"], found["customers_touched"]) == (None, 0)
    assert found["yearly_business"] is None


def test_where_nobody_is_invoiced_no_business_is_known(connection: Connection) -> None:
    for side in ("", "base."):
        connection.exec_driver_sql(f"update {side}marts.customers set invoiced_last_year = null")
    fails(connection, ("billed", "erp:1", "A", 10))
    found = compare_failing(both(connection), [BILLED])["billed"]
    assert (found["yearly_business"], found["business_not_known"]) == (None, 1)
