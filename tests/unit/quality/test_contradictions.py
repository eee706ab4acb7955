"""A contradiction keeps both claims, its decision, and whether it came back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import Connection, insert, select
from sqlalchemy.pool import StaticPool

from customer_truth.definitions.marts import Column, Mart
from customer_truth.quality.contradictions import merge_contradictions
from customer_truth.quality.tables import KEPT, contradictions, exceptions
from customer_truth.registry.rows import Decision
from customer_truth.rules import Kind, Rule
from customer_truth.rules.model import Claim
from customer_truth.verdict.verdict import Severity

FIRST_NIGHT = datetime(2026, 11, 1, 5)
CLAIMS = (
    Claim(function="sales", says="the deal is won", value="amount", record="deal_id"),
    Claim(function="finance", says="there is no contract"),
)
RULE = Rule(
    id="won_deal_has_a_contract",
    title="A won deal has a contract",
    broken="Won deals without a contract",
    kind=Kind.CONTRADICTION,
    owner="controller",
    severity=Severity.CRITICAL,
    dimension="consistency",
    why="x",
    fix="x",
    effective_from=date(2026, 1, 1),
    suite="deals",
    mart="deals",
    key="deal_id",
    customer="customer_id",
    value="amount",
    judged_at=None,
    file=Path("expectations/deals.yml"),
    line=1,
    decision="contract_terms",
    claims=CLAIMS,
    must="has_contract",
)


def contracts(amount: str) -> dict[str, Mart]:
    """The one mart; `amount` is the type of its claims' value."""
    types = {"deal_id": "text", "customer_id": "text", "amount": amount}
    columns = {name: Column(name=name, data_type=kind, safe=True) for name, kind in types.items()}
    file = Path("models/deals.yml")
    return {
        "deals": Mart(name="deals", description="", owner=None, columns=columns, file=file, line=1)
    }


class Nights:
    """Some nights, one after the other, on deals of which some have no contract."""

    def __init__(self, amount: str = "numeric(18, 2)") -> None:
        self.contracts = contracts(amount)
        engine = sqlalchemy.create_engine("truth_duckdb://", poolclass=StaticPool)
        self.connection: Connection = engine.connect()
        for schema in ("quality", "marts"):
            self.connection.exec_driver_sql(f"create schema {schema}")
        KEPT.create_all(self.connection)
        self.connection.exec_driver_sql(
            f"create table marts.deals (deal_id text, customer_id text, amount {amount})"
        )
        self.night = -1

    def run(self, failing: dict[str, float], *decisions: Decision) -> list[dict[str, Any]]:
        """One night; `failing` maps each deal without a contract to its price."""
        self.night += 1
        as_of = FIRST_NIGHT + timedelta(days=self.night)
        self._deals(failing)
        self._exceptions(failing, as_of)
        merge_contradictions(
            self.connection, "quality", "marts", [RULE], self.contracts, decisions, as_of
        )
        query = select(contradictions).order_by(contradictions.c.record_key)
        return [dict(row) for row in self.connection.execute(query).mappings()]

    def _deals(self, failing: dict[str, float]) -> None:
        self.connection.exec_driver_sql("delete from marts.deals")
        for deal, amount in failing.items():
            self.connection.exec_driver_sql(
                f"insert into marts.deals values ('{deal}', 'c', {amount})"
            )

    def _exceptions(self, failing: dict[str, float], as_of: datetime) -> None:
        """What the merge of exceptions leaves behind, as far as contradictions read it."""
        e = exceptions.c
        had = {row.record_key: row for row in self.connection.execute(select(exceptions))}
        for deal in had.keys() - failing.keys():
            if had[deal].resolved is None:
                change = exceptions.update().where(e.record_key == deal)
                self.connection.execute(change.values(resolved=as_of))
        for deal, amount in failing.items():
            if deal not in had:
                self.connection.execute(insert(exceptions).values(_exception(deal, amount, as_of)))
            elif had[deal].resolved is not None:
                again = had[deal].times_reopened + 1
                change = exceptions.update().where(e.record_key == deal)
                due = as_of + timedelta(days=5)
                self.connection.execute(change.values(resolved=None, times_reopened=again, due=due))


def _exception(deal: str, amount: float, as_of: datetime) -> dict[str, Any]:
    return {
        "rule_id": RULE.id,
        "record_key": deal,
        "mart": RULE.mart,
        "kind": "contradiction",
        "owner": RULE.owner,
        "decider": "controller",
        "severity": "critical",
        "customer_id": "c",
        "value": amount,
        "first_seen": as_of,
        "last_seen": as_of,
        "due": as_of + timedelta(days=5),
        "times_reopened": 0,
    }


def decided(deal: str, on: date, stands: str = "b") -> Decision:
    return Decision(
        file=Path("seeds/decisions.csv"),
        line=2,
        decision_id=f"d-{deal}-{on}",
        rule=RULE.id,
        record_key=deal,
        stands=stands,
        reason="The customer signed elsewhere",
        decided_by="Beatriz Kowal",
        decided_on=on,
    )


def of(rows: Sequence[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def test_both_claims_stand_beside_each_other_with_value_decider_and_deadline() -> None:
    (row,) = Nights().run({"d1": 500})
    assert row["claim_a_function"] == "sales"
    assert row["claim_a_says"] == "the deal is won"
    assert row["claim_a_value"] == "500.00"
    assert row["claim_a_record"] == "d1"
    assert (row["claim_b_function"], row["claim_b_value"]) == ("finance", None)
    assert (row["decision"], row["decider"]) == ("contract_terms", "controller")
    assert (row["opened"], row["due"]) == (FIRST_NIGHT, FIRST_NIGHT + timedelta(days=5))
    assert row["decision_id"] is None


def test_the_same_night_again_changes_nothing_but_follows_the_claims() -> None:
    nights = Nights()
    first = nights.run({"d1": 500, "d2": 700})
    assert nights.run({"d1": 500, "d2": 700}) == first
    assert of(nights.run({"d1": 500, "d2": 900}), "claim_a_value") == [("500.00",), ("900.00",)]


def test_a_decision_settles_it_until_it_comes_back() -> None:
    nights = Nights()
    made = decided("d1", date(2026, 11, 2))
    nights.run({"d1": 500})
    (row,) = nights.run({"d1": 500}, made)
    assert (row["decision_id"], row["stands"], row["decided_by"]) == (
        made.decision_id,
        "b",
        "Beatriz Kowal",
    )
    (row,) = nights.run({}, made)
    assert row["resolved"] == FIRST_NIGHT + timedelta(days=2)
    (row,) = nights.run({"d1": 500}, made)
    assert (row["resolved"], row["times_reopened"]) == (None, 1)
    assert row["opened"] == FIRST_NIGHT + timedelta(days=3)
    assert row["decision_id"] is None, "what was decided before it came back no longer covers it"
    (row,) = nights.run({"d1": 500}, made, decided("d1", date(2026, 11, 5), "a"))
    assert row["stands"] == "a"


def test_of_several_decisions_the_newest_one_holds_and_each_has_its_own() -> None:
    nights = Nights()
    days = [date(2026, 11, day) for day in (3, 4, 2)]
    made = [decided("d1", day, stands) for day, stands in zip(days, "aba", strict=True)]
    rows = nights.run({"d1": 500, "d2": 3, "d3": 7}, *made, decided("d3", days[0], "a"))
    assert of(rows, "stands", "decided_on") == [("b", days[1]), (None, None), ("a", days[0])]


def test_a_decision_that_is_taken_back_leaves_it_open() -> None:
    nights = Nights()
    nights.run({"d1": 500}, decided("d1", date(2026, 11, 1)))
    (row,) = nights.run({"d1": 500})
    assert (row["decision_id"], row["stands"], row["decided_on"]) == (None, None, None)


@pytest.mark.parametrize("failing", [{}, {"d2": 3.0}])
def test_one_that_is_gone_is_resolved_and_keeps_its_claims(failing: dict[str, float]) -> None:
    nights = Nights()
    nights.run({"d1": 500})
    row = nights.run(failing)[0]
    assert row["resolved"] == FIRST_NIGHT + timedelta(days=1)
    assert row["claim_a_value"] == "500.00"


def test_a_double_is_told_without_decimals_that_say_nothing() -> None:
    rows = Nights("double precision").run({"whole": 4200.0, "part": 0.25, "none": 0.0})
    told = {row["record_key"]: row["claim_a_value"] for row in rows}
    assert told == {"whole": "4200", "part": "0.25", "none": "0"}


def test_an_amount_keeps_the_decimals_it_has() -> None:
    (row,) = Nights().run({"d1": 4200.0})
    assert row["claim_a_value"] == "4200.00"
