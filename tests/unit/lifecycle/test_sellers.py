"""How long a seller of the marketplace took, in days of the marketplace's calendar."""

from __future__ import annotations

import pytest

from customer_truth.extracts.system_clocks import SystemClock
from tests.hand_made import HandMade

STAYS = {
    **{"record_id": "text", "stage_visit_id": "text", "source_system": "text"},
    **{"customer_id": "text", "stage": "text", "stage_means": "text", "visit_number": "integer"},
    **{"entered_at": "timestamp", "left_at": "timestamp", "previous_stage": "text"},
    **{"next_stage": "text", "next_stage_means": "text", "is_left_forward": "boolean"},
}


def days_since_won(won_at: str, entered_at: str, zone: str = "UTC") -> object:
    clock = SystemClock("olist", zone)
    night = HandMade(systems=["olist"], clocks=[clock])
    night.entity("sellers", {"source_system": "olist", "lead_id": "olist:1", "won_at": won_at})
    stay = {"record_id": "olist:1", "source_system": "olist", "entered_at": entered_at}
    stay |= {"stage_visit_id": "olist_seller:olist:1"}
    night.fill("int_olist_seller_visits__defined", STAYS, [stay])
    (days,) = night.values("select days_since_won from seller_stage_visits")
    return days


@pytest.mark.parametrize(
    ("won_at", "entered_at", "zone", "days"),
    [
        ("2018-01-01 23:00:00", "2018-04-01 23:30:00", "UTC", 90),
        ("2018-01-01 01:00:00", "2018-04-02 00:00:00", "UTC", 91),
        ("2018-01-01 12:00:00", "2018-01-01 09:00:00", "UTC", 0),
        ("2018-01-01 12:00:00", "2017-12-31 12:00:00", "UTC", -1),
        ("2018-01-02 01:00:00", "2018-01-02 12:00:00", "America/Sao_Paulo", 1),
    ],
)
def test_the_days_since_a_seller_was_won_are_whole_days_of_the_calendar(
    won_at: str, entered_at: str, zone: str, days: int
) -> None:
    found = days_since_won(won_at, entered_at, zone)
    assert found == days
    assert isinstance(found, int)
