"""A sum is unknown where one of its parts is, and never adds what is not of one currency."""

from __future__ import annotations

from typing import Any

import pytest

from tests.hand_made import HandMade, Row

MONEY = "numeric(18,2)"
ORDER = {
    **dict.fromkeys(("order_id", "source_system", "site_id", "customer_id", "depot_id"), "text"),
    **dict.fromkeys(("status", "currency", "minimum_exception_by", "otif_definition"), "text"),
    **dict.fromkeys(("amount", "company_amount", "order_minimum", "lowest_rating"), MONEY),
    **dict.fromkeys(("ordered_cases", "delivered_cases"), MONEY),
    **dict.fromkeys(("ordered_at", "arrived_at", "delivered_at"), "timestamp"),
    **dict.fromkeys(("is_on_time_by_definition", "is_in_full"), "boolean"),
    **{"otif_on": "date", "requested_on": "date", "clock": "text"},
}
DELIVERED: Row = {
    **{"source_system": "route_planner", "site_id": "s", "customer_id": "c", "depot_id": "d"},
    **{"status": "delivered", "amount": 100, "company_amount": 100, "clock": "UTC"},
    **{"otif_on": "2026-09-02", "otif_definition": "day", "requested_on": "2026-09-02"},
    **{"ordered_at": "2026-09-01 10:00:00", "ordered_cases": 1, "delivered_cases": 1},
}
NO_RATE = {"company_amount": None, "currency": "JPY", "amount": 9000}
CANCELLED = {"status": "cancelled", "company_amount": None, "amount": None, "currency": None}
Orders = tuple[Row, ...]
SUMS = [
    (({}, {}), 200),
    (({}, CANCELLED), 100),
    (({}, NO_RATE), None),
    ((NO_RATE,), None),
    ((), 0),
]


def ordered(*orders: Row, model: str = "int_orders__promised") -> HandMade:
    made = HandMade()
    rows = [{"order_id": f"o{at}", **DELIVERED, **said} for at, said in enumerate(orders)]
    made.fill(model, ORDER, rows)
    return made


def nothing(made: HandMade, **tables: str) -> None:
    """Empty tables, each with those columns as text."""
    for table, columns in tables.items():
        made.fill(table, dict.fromkeys(columns.split(), "text"))


@pytest.mark.parametrize(("orders", "expected"), SUMS)
def test_what_a_site_ordered_is_unknown_where_one_order_has_no_rate(
    orders: Orders, expected: Any
) -> None:
    made = ordered(*orders, model="orders")
    located = "source_system customer_id customer_number depot_id sound_time_zone time_zone"
    located += " keeps_depot_clock latitude longitude sound_gln gln gln_is_valid"
    site = dict.fromkeys(("site_id", *located.split()), "text") | {"is_active": "boolean"}
    made.fill("int_sites__located", site, [{"site_id": "s", "is_active": True}])
    days = {"site_id": "text", "delivery_day_count": "integer", "uncovered_day_count": "integer"}
    made.fill("int_site_days__covered", days, [{"site_id": "s"}])
    nothing(
        made,
        int_billing_accounts__linked="customer_number customer_id",
        int_service_plans__in_force="site_id deliveries_per_week service_minutes",
        int_sites__placed="site_id postcode_site_count km_from_postcode",
        int_site_hours__unread="site_id unread_hours",
    )
    measured = {"site_id": "text", "stop_count": "integer", "measured_service_minutes": "integer"}
    made.fill("int_sites__measured", measured)
    assert made.values("select ordered_amount from customer_sites") == [expected]


@pytest.mark.parametrize(("orders", "expected"), SUMS)
def test_what_a_new_customer_ordered_is_unknown_where_one_order_has_no_rate(
    orders: Orders, expected: Any
) -> None:
    made = ordered(*orders)
    made.entity("customer_setups", {"setup_id": "x", "customer_number": "n"})
    numbers = {"customer_number": "text", "customer_id": "text"}
    made.fill(
        "int_customer_numbers__resolved", numbers, [{"customer_number": "n", "customer_id": "c"}]
    )
    assert made.values("select ordered_amount from int_customer_setups__delivered") == [expected]


@pytest.mark.parametrize(("orders", "expected"), SUMS[:-1])
def test_what_was_delivered_in_a_month_is_unknown_where_one_order_has_no_rate(
    orders: Orders, expected: Any
) -> None:
    made = ordered(*orders, model="orders")
    definition = {"definition": "text", "level": "text", "valid_from": "date", "valid_to": "date"}
    row = {"definition": "day", "level": "order", "valid_from": "2026-01-01"}
    made.fill("int_otif_definitions__in_force", definition, [row])
    made.entity("otif_reports")
    assert made.values("select delivered_amount from otif_months") == [expected]


@pytest.mark.parametrize(("orders", "expected"), SUMS[:-1])
def test_what_a_customer_ordered_in_a_month_is_unknown_where_one_order_has_no_rate(
    orders: Orders, expected: Any
) -> None:
    made = ordered(*orders)
    made.fill("int_invoices__paid", {"order_id": "text", "issued_on": "date"})
    query = "select ordered_amount from int_customer_months__ordered where month_on = '2026-09-01'"
    assert made.values(query) == [expected]


STOPS = [
    (({}, {}), 200),
    (({}, CANCELLED), 100),
    (({"currency": "USD"}, {"currency": "JPY"}), None),
    (({}, {"amount": None}), None),
    (({"company_amount": None, "currency": "JPY"}, {"currency": "JPY"}), 200),
    (({"status": "elsewhere", "site_id": None},), 0),
]


@pytest.mark.parametrize(("orders", "expected"), STOPS)
def test_the_drop_of_a_stop_is_of_one_currency_or_unknown(orders: Orders, expected: Any) -> None:
    made = ordered(*orders)
    route = {"route_id": "r", "route_date": "2026-10-20"}
    made.entity("routes", route)
    stop = {"route_id": "r", "site_id": "s", "sequence": 1}
    made.entity("stops", *(stop | {"order_id": f"o{at}"} for at, _ in enumerate(orders)))
    assert made.values("select ordered_amount from int_stops__routed") == [expected]


@pytest.mark.parametrize(
    ("drops", "expected"),
    [
        (((50, "USD"), (50, "USD")), (50, 1)),
        (((50, "USD"), (None, "USD")), (None, None)),
        (((50, "USD"), (50, "JPY")), (None, None)),
    ],
)
def test_stops_whose_drops_are_unknown_are_not_called_surplus(
    drops: tuple[tuple[Any, str], ...], expected: Any
) -> None:
    made = HandMade()
    routed = {"site_id": "text", "route_date": "date", "currency": "text"}
    routed |= {"ordered_amount": MONEY}
    rows = [
        {"site_id": "s", "route_date": "2026-10-20", "ordered_amount": amount, "currency": code}
        for amount, code in drops
    ]
    made.fill("int_stops__routed", routed, rows)
    plan = {"site_id": "text", "deliveries_per_week": "integer", "order_minimum": MONEY}
    made.fill(
        "int_service_plans__in_force",
        plan,
        [{"site_id": "s", "deliveries_per_week": 5, "order_minimum": 100}],
    )
    site = dict.fromkeys(("site_id", "source_system", "customer_id", "depot_id"), "text")
    made.fill("customer_sites", site | {"is_active": "boolean"}, [{"site_id": "s"}])
    made.stand_in(
        "service_exceptions", "select 's' as site_id, 'none' as kind, false as is_in_force"
    )
    query = "select average_drop, surplus_stop_count from service_plans"
    assert made.row(query) == expected


@pytest.mark.parametrize(
    ("paid", "freight", "expected"),
    [((60, 50), 10, (110, 110)), ((60, None), 10, (110, None)), ((), None, (None, 0))],
)
def test_an_order_of_the_marketplace_is_unknown_where_an_item_or_payment_of_it_is(
    paid: tuple[float | None, ...], freight: float | None, expected: Any
) -> None:
    order = {"order_id": "o"}
    payments = [
        order | {"payment_sequential": at, "payment_value": amount}
        for at, amount in enumerate(paid)
    ]
    items = [
        order | {"order_item_id": 1, "price": 30, "freight_value": 20},
        order | {"order_item_id": 2, "price": 50, "freight_value": freight},
    ]
    made = HandMade(
        {
            "olist.olist_orders_dataset": [order],
            "olist.olist_order_items_dataset": items,
            "olist.olist_order_payments_dataset": payments,
        },
        systems=("olist",),
    )
    assert made.row("select amount, paid_amount from stg_olist__orders") == expected
