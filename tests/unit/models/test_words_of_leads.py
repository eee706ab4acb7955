"""Whether sales took a lead over is asked of registry and vendor, never of a word."""

from __future__ import annotations

import pytest

from tests.hand_made import HandMade


@pytest.mark.parametrize(
    ("status", "is_converted", "is_mapped", "is_accepted"),
    [
        ("Converted", True, False, True),
        ("Closed - Converted", True, True, True),
        ("Closed - Converted", None, True, True),  # the sync has no flag
        ("Closed - Converted", True, False, True),  # nobody mapped the word
        ("Geschlossen", True, False, True),
        ("Open", False, False, False),
        ("Closed - Converted", False, False, False),
    ],
)
def test_a_lead_that_became_a_deal_was_accepted_however_its_status_is_called(
    status: str, is_converted: bool | None, is_mapped: bool, is_accepted: bool
) -> None:
    made = HandMade(systems=("salesforce",))
    made.stand_in(
        "int_customer_ids__resolved",
        "select '' as source_record_id, '' as customer_id, '' as entity where false",
    )
    made.raw("salesforce.user", {"id": "u1", "is_active": False})
    lead = {"id": "l1", "status": status, "is_converted": is_converted, "owner_id": "u1"}
    made.raw("salesforce.lead", lead)
    if is_mapped:
        row = {"source_system": "salesforce", "pipeline": "default", "source_stage": status}
        made.seed("stage_mappings", row | {"lifecycle": "lead", "stage": "converted"})
    assert made.read("leads", "is_accepted", "owner_is_active") == [(is_accepted, False)]
