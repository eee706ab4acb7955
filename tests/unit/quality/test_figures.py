"""What is open comes to the same as on paper: each record and each customer once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import pytest
import sqlalchemy
from sqlalchemy import Connection, insert
from sqlalchemy.pool import StaticPool

from customer_truth.quality.figures import keep_figures, read_figures
from customer_truth.quality.tables import KEPT, contradictions, exceptions, rules
from customer_truth.verdict.figures import Checks, Figures, Scope

AS_OF = datetime(2026, 11, 2, 5)
RULES = {
    "billed_within_the_price": ("contracts", "contract_id", True),
    "earned_within_the_price": ("revenue_positions", "contract_id", True),
    "stay_is_documented": ("stage_visits", "stage_visit_id", True),
    "stay_was_signed": ("contract_stage_visits", "stage_visit_id", True),
    "sheet_has_an_owner": ("registry_sheets", "id", False),
    "scores_are_in_range": ("surveys", "id", False),
}


POSTGRES = os.environ.get("TRUTH_TEST_POSTGRES_URL")


@pytest.fixture
def connection() -> Iterator[Connection]:
    if POSTGRES:
        url = sqlalchemy.make_url(POSTGRES).set(drivername="postgresql+psycopg2")
        engine = sqlalchemy.create_engine(url)
    else:
        engine = sqlalchemy.create_engine("truth_duckdb://", poolclass=StaticPool)
    with engine.connect() as opened:
        # A night of other tests may stand there; what is done here is rolled back.
        for schema in ("quality", "marts", "intermediate"):
            opened.exec_driver_sql(f"drop schema if exists {schema} cascade")
            opened.exec_driver_sql(f"create schema {schema}")
        KEPT.create_all(opened)
        for statement in (
            "create table marts.customers (customer_id text, invoiced_last_year numeric(18, 2))",
            "insert into marts.customers values ('A', 1000), ('B', 0), ('C', null)",
            "create table intermediate.int_company_currency__chosen (currency text)",
            "insert into intermediate.int_company_currency__chosen values ('EUR')",
        ):
            opened.exec_driver_sql(statement)
        opened.execute(insert(rules), [_rule(name) for name in RULES])
        yield opened
        opened.rollback()


def _rule(name: str) -> dict[str, object]:
    mart, key, touches = RULES[name]
    said = dict.fromkeys(("title", "suite", "definition", "why", "fix", "dimension"), "x")
    said |= {"kind": "invariant", "person": "Beatriz Kowal", "severity": "critical"}
    named = {"rule_id": name, "mart": mart, "record_named_by": key, "touches_customers": touches}
    return {**said, **named, "run_id": "r1", "owner": "controller", "effective_from": AS_OF.date()}


def fails(
    connection: Connection, rule: str, key: str, customer: str | None = "A", **changed: object
) -> None:
    row = {"rule_id": rule, "record_key": key, "mart": RULES[rule][0], "customer_id": customer}
    seen = {"first_seen": AS_OF, "last_seen": AS_OF, "times_reopened": 0}
    said = {"kind": "invariant", "owner": "controller", "severity": "critical"}
    connection.execute(insert(exceptions), {**row, **seen, **said, **changed})


def counted(connection: Connection, scope: Scope = Scope.NIGHT, name: str = "") -> Figures:
    keep_figures(connection, "r1", "quality", "marts", "intermediate")
    return read_figures(connection, "r1").get((scope, name), Figures())


def test_a_record_that_fails_two_rules_counts_once_with_the_larger_amount(
    connection: Connection,
) -> None:
    fails(connection, "billed_within_the_price", "erp:7", in_error=Decimal(10))
    fails(connection, "earned_within_the_price", "erp:7", in_error=Decimal(25))
    fails(connection, "earned_within_the_price", "erp:8", in_error=Decimal(1))
    found = counted(connection)
    assert (found.records, found.in_error, found.records_in_error) == (2, 26.0, 2)
    by_rule = read_figures(connection, "r1")
    billed, earned = (by_rule[Scope.RULE, name] for name in list(RULES)[:2])
    assert (billed.in_error, earned.in_error) == (10.0, 26.0)


def test_a_customer_of_many_records_is_touched_once(connection: Connection) -> None:
    for number in range(30):
        fails(connection, "billed_within_the_price", f"erp:{number}")
    found = counted(connection)
    assert (found.customers_touched, found.yearly_business) == (1, 1000.0)
    assert found.words == "1 customer touched, 1,000 EUR a year"


def test_business_that_nobody_knows_is_said_and_never_nothing(connection: Connection) -> None:
    for key, customer in (("erp:1", "A"), ("erp:2", "B"), ("erp:3", "C"), ("erp:4", "gone")):
        fails(connection, "billed_within_the_price", key, customer)
    found = counted(connection)
    assert (found.customers_touched, found.yearly_business, found.business_not_known) == (
        4,
        1000,
        2,
    )
    assert "and 2 customers whose yearly business is not known" in found.words


def test_where_nobody_is_invoiced_no_business_is_known(connection: Connection) -> None:
    connection.exec_driver_sql("update marts.customers set invoiced_last_year = null")
    fails(connection, "billed_within_the_price", "crm:1")
    found = counted(connection)
    assert (found.yearly_business, found.business_not_known) == (None, 1)
    assert found.words == "1 customer touched, yearly business not known"


def test_an_amount_that_no_rule_can_say_is_absent(connection: Connection) -> None:
    fails(connection, "stay_was_signed", "erp:7#2026-01-01/active")
    found = counted(connection)
    assert (found.records, found.in_error, found.in_error_words) == (1, None, "")


def test_reports_and_registers_touch_no_customer(connection: Connection) -> None:
    fails(connection, "scores_are_in_range", "sheet:1", "A")
    found = counted(connection)
    assert (found.records, found.customers_touched, found.yearly_business) == (1, 0, None)


def test_a_stay_is_one_record_in_the_mart_of_all_stays_and_in_its_own(
    connection: Connection,
) -> None:
    fails(connection, "stay_is_documented", "contract:erp:7#2026-01-01/active")
    fails(connection, "stay_was_signed", "erp:7#2026-01-01/active")
    assert counted(connection).records == 1


def test_keys_without_a_system_speak_of_their_own_mart_alone(connection: Connection) -> None:
    fails(connection, "scores_are_in_range", "1")
    fails(connection, "sheet_has_an_owner", "1")
    assert counted(connection).records == 2


def test_what_is_waived_or_resolved_counts_nowhere(connection: Connection) -> None:
    fails(connection, "billed_within_the_price", "erp:1", waiver_id="W1", in_error=Decimal(9))
    fails(connection, "billed_within_the_price", "erp:2", resolved=AS_OF, in_error=Decimal(9))
    assert counted(connection) == Figures()


def test_a_decider_has_what_waits_and_not_what_is_decided(connection: Connection) -> None:
    for key, decision in (("erp:1", None), ("erp:2", "D-1")):
        fails(connection, "billed_within_the_price", key, decider="chief", in_error=Decimal(5))
        waits = {"rule_id": "billed_within_the_price", "record_key": key, "decision": "terms"}
        told = {"decider": "chief", "opened": AS_OF, "times_reopened": 0, "decision_id": decision}
        connection.execute(insert(contradictions), {**waits, **told})
    assert counted(connection, Scope.DECIDER, "chief").in_error == 5.0
    found = read_figures(connection, "r1")
    assert found[Scope.DECISION, "billed_within_the_price"].records == 1
    assert found[Scope.NIGHT, ""].in_error == 10.0


@pytest.mark.parametrize(
    ("made", "passed", "told"),
    [(400, 400, "100.00%"), (1_000_000, 999_999, "99.99%"), (3, 0, "0.00%"), (0, 0, "")],
)
def test_the_share_that_passed_is_a_hundred_only_where_all_did(
    made: int, passed: int, told: str
) -> None:
    assert Checks(made, passed).percent == told
