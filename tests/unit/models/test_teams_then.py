"""Who accepted a lead is judged by the team of then, as far as the system knows it."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.hand_made import HandMade

ENTERED = datetime(2026, 5, 4, 9)


@pytest.mark.parametrize(
    ("changed", "function"),
    [
        (datetime(2025, 1, 2), "marketing"),
        (ENTERED, "marketing"),
        (datetime(2026, 8, 1), None),  # it may have been sales in May
        (None, None),
    ],
)
def test_a_team_says_nothing_of_the_time_before_it_was_last_changed(
    changed: datetime | None, function: str | None
) -> None:
    made = HandMade(systems=("salesforce", "spreadsheets"))
    made.stand_in(
        "int_lead_visits__defined",
        "select 'lead:l1#1' as stage_visit_id, 'l1' as record_id, 'salesforce' as source_system, "
        "'C1' as customer_id, 'accepted' as stage, 'taken_over' as stage_means, "
        f"1 as visit_number, timestamp '{ENTERED}' as entered_at, "
        "cast(null as timestamp) as left_at, cast(null as text) as previous_stage, "
        "cast(null as text) as next_stage, cast(null as text) as next_stage_means, "
        "'salesforce:u1' as actor, cast(null as text) as move_reason",
    )
    user = {"id": "u1", "department": "Campaigns", "last_modified_date": changed}
    made.raw("salesforce.user", user)
    made.stand_in(
        "stg_spreadsheets__teams",
        "select 'Campaigns' as team, 'marketing' as function, true as is_active",
    )
    assert made.read("lead_stage_visits", "actor_function") == [(function,)]
