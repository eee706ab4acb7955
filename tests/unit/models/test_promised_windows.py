"""A window that was promised for one day and is judged on another keeps its hours on the wall."""

from __future__ import annotations

import pytest

from tests.hand_made import HandMade

# The models that an order is judged by, with the one row of each that counts here.
AROUND = {
    "int_customers__identified": "'c1' as customer_id, 'USD' as currency",
    "int_currency_rates__dated": (
        "'USD' as currency, 1.0 as rate, date '2020-01-01' as valid_from, "
        "date '2030-01-01' as valid_until"
    ),
    "int_sites__located": "'s1' as site_id, 'd1' as depot_id, '{zone}' as clock",
    "int_customer_numbers__resolved": "'n1' as customer_number, 'c1' as customer_id",
    "int_customer_ids__resolved": (
        "'b1' as source_record_id, 'c1' as customer_id, 'buyer' as entity"
    ),
    "int_service_plans__in_force": "'s1' as site_id, 0 as order_minimum",
    "int_otif_definitions__in_force": (
        "'x' as definition, 'requested' as basis, 'window' as span, 0 as early_minutes, "
        "0 as late_minutes, 1.0 as full_share, date '2020-01-01' as valid_from, "
        "date '2030-01-01' as valid_to"
    ),
}
# Promised for 06:00 to 10:00 on the Saturday before the clocks change, wanted on the Monday after.
AUTUMN = {
    "zone": "America/New_York",
    "requested": "2026-11-02",
    "since": "2026-10-31 10:00",
    "until": "2026-10-31 14:00",
}
SPRING = {
    "zone": "Europe/Berlin",
    "requested": "2026-03-30",
    "since": "2026-03-28 05:00",
    "until": "2026-03-28 09:00",
}
# A night of 25 hours: from 22:00 to 02:30 by winter's clock, on the day it was promised for.
LONG_NIGHT = {
    "zone": "America/New_York",
    "requested": "2026-10-31",
    "since": "2026-11-01 02:00",
    "until": "2026-11-01 07:30",
}


@pytest.mark.parametrize(
    ("order", "came", "is_on_time"),
    [
        (AUTUMN, "2026-11-02 11:00", True),  # 06:00 in winter
        (AUTUMN, "2026-11-02 10:59", False),
        (AUTUMN, "2026-11-02 15:00", True),  # 10:00 in winter
        (AUTUMN, "2026-11-02 15:01", False),
        (SPRING, "2026-03-30 04:00", True),  # 06:00 in summer
        (SPRING, "2026-03-30 03:59", False),
        (SPRING, "2026-03-30 08:00", True),
        (SPRING, "2026-03-30 08:01", False),
        (LONG_NIGHT, "2026-11-01 07:30", True),
        (LONG_NIGHT, "2026-11-01 07:31", False),
    ],
)
def test_a_shifted_window_keeps_its_hours_over_a_change_of_clocks(
    order: dict[str, str], came: str, is_on_time: bool
) -> None:
    made = HandMade()
    for model, values in AROUND.items():
        made.stand_in(model, f"select {values.format(**order)}")
    made.entity(
        "orders",
        {"order_id": "o1", "site_id": "s1", "customer_number": "n1", "buyer_id": "b1"}
        | {"requested_on": order["requested"], "ordered_at": order["since"], "amount": 100}
        | {"promised_from": order["since"], "promised_until": order["until"]}
        | {"arrived_at": came, "delivered_at": came, "delivered_cases": 1, "ordered_cases": 1},
    )
    found = made.read("int_orders__promised", "is_on_time_by_definition")
    assert found == [(is_on_time,)]
