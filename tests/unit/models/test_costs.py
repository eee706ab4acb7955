"""What exceptions and stops cost is in the company's currency, and unknown without a rate."""

from __future__ import annotations

from typing import Any

import pytest

from tests.hand_made import HandMade, project

KINDS = {"priority": "priority_stop", "extra_truck": "truck_day"}
CURRENCY_RATES = {"from_currency": "text", "to_currency": "text", "valid_from": "date"}
CURRENCY_RATES |= {"rate": "numeric(28,10)"}
UNITS = {"units": "integer", "uses_after_expiry": "integer", "stops_after_expiry": "integer"}


class Costs(HandMade):
    """A customer with a site at a depot, and rates of cost in a currency."""

    def __init__(self, *uses: tuple[str, int | None], currency: str, rate: float | None) -> None:
        super().__init__()
        self.fill(
            "cost_rates",
            project.seed_types("cost_rates"),
            [
                {"rate": name, "amount": 10, "currency": currency, "valid_from": "2024-01-01"}
                for name in ("stop", *KINDS.values())
            ],
        )
        euros = {"from_currency": "EUR", "to_currency": "USD", "valid_from": "2026-01-01"}
        pounds = {
            "from_currency": "GBP",
            "to_currency": "USD",
            "valid_from": "2026-01-01",
            "rate": 2,
        }
        self.fill(
            "currency_rates",
            CURRENCY_RATES,
            [pounds, *([euros | {"rate": rate}] if rate else [])],
        )
        site = {"site_id": "s", "customer_id": "c", "depot_id": "d", "source_system": "r"}
        self.fill("int_sites__located", dict.fromkeys(site, "text"), [site])
        self.fill(
            "customer_sites",
            dict.fromkeys(site, "text") | {"is_active": "boolean"},
            [site | {"is_active": True}],
        )
        decided = (
            *("exception_id", "source_system", "origin", "kind", "decision", "decider", "site_id"),
            *("driver_id", "reason", "requested_by", "granted_by", "cost_rate"),
        )
        days = {"granted_on": "date", "expires_on": "date"}
        flags = {"needs_expiry": "boolean", "is_granted_by_decider": "boolean"}
        self.fill(
            "int_service_exceptions__decided",
            dict.fromkeys(decided, "text") | days | flags,
            [
                {
                    "exception_id": f"x{at}",
                    "kind": kind,
                    "site_id": "s",
                    "cost_rate": KINDS.get(kind),
                }
                | {"granted_on": "2026-01-01"}
                for at, (kind, _) in enumerate(uses)
            ],
        )
        self.fill(
            "int_service_exceptions__used",
            {"exception_id": "text", **UNITS},
            [
                {"exception_id": f"x{at}", "units": units, "uses_after_expiry": 0}
                for at, (_, units) in enumerate(uses)
            ],
        )
        stops = {"site_id": "text", "ordering_customer_id": "text", "route_date": "date"}
        self.fill("int_stops__routed", stops, [{"site_id": "s", "route_date": "2026-10-20"}] * 3)


@pytest.mark.parametrize(
    ("currency", "rate", "expected"), [("USD", 1.2, 100), ("EUR", 1.2, 120), ("EUR", None, None)]
)
def test_an_exception_costs_what_its_rate_comes_to_in_the_company_s_currency(
    currency: str, rate: float | None, expected: Any
) -> None:
    costs = Costs(("priority", 10), currency=currency, rate=rate)
    assert costs.row("select cost, currency from service_exceptions") == (expected, "USD")


@pytest.mark.parametrize(
    ("uses", "currency", "rate", "expected"),
    [
        ((), "EUR", 1.2, 36),
        ((("priority", 2), ("extra_truck", 1)), "EUR", 1.2, 72),
        ((("priority", 2),), "USD", None, 50),
        ((("priority", 2),), "EUR", None, None),
        ((("priority", 2), ("priority", None)), "USD", None, None),
    ],
)
def test_what_a_customer_costs_is_unknown_where_a_part_of_it_is(
    uses: tuple[tuple[str, int | None], ...], currency: str, rate: float | None, expected: Any
) -> None:
    costs = Costs(*uses, currency=currency, rate=rate)
    assert costs.values("select cost from int_customer_costs__measured") == [expected]


@pytest.mark.parametrize(
    ("uses", "currency", "expected"),
    [
        ((("priority", 2), ("priority", 3)), "GBP", [("priority", 100)]),
        ((("priority", 2), ("priority", 3)), "EUR", [("priority", None)]),
        ((("priority", 2), ("priority", None)), "USD", [("priority", None)]),
        ((("extra_truck", 1), ("favour", 1)), "USD", [("extra_truck", 10), ("favour", None)]),
    ],
)
def test_what_a_kind_costs_is_unknown_where_one_exception_is(
    uses: tuple[tuple[str, int | None], ...], currency: str, expected: Any
) -> None:
    costs = Costs(*uses, currency=currency, rate=None)
    assert costs.read("trade_offs", "kind", "cost") == expected
    (cost,) = costs.values("select cost from depot_exceptions where kind = 'priority'")
    assert cost == dict(expected).get("priority", 0)


def test_cost_rates_in_a_currency_without_a_rate_are_a_finding() -> None:
    costs = Costs(currency="EUR", rate=None)
    found = "select entity, unrated_count from currencies_in_use where rate is null"
    assert costs.rows(found) == [("cost rate", 3)]


def test_where_nothing_else_names_a_currency_it_is_that_of_the_cost_rates() -> None:
    costs = Costs(("priority", 2), currency="EUR", rate=None)
    costs.fill("currency_rates", CURRENCY_RATES)
    assert costs.row("select cost, currency from service_exceptions") == (20, "EUR")
