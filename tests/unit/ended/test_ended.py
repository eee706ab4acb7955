"""What its own system has ended is neither judged nor counted; what points at it follows it."""

from __future__ import annotations

from tests.unit.ended.raw_nights import RawNight


def test_a_deal_that_was_merged_into_another_is_read_as_the_one_that_survived() -> None:
    night = RawNight(
        {
            "hubspot.deal": [
                {"deal_id": 1, "property_amount": 9160},
                {"deal_id": 2, "property_amount": 9160},
            ],
            "hubspot.merged_deal": [{"deal_id": 1, "merged_deal_id": 2}],
            "hubspot.deal_company": [
                {"deal_id": 2, "company_id": 5},
                {"deal_id": 1, "company_id": 5},
            ],
            "hubspot.company": [{"id": 5}],
        }
    )
    assert night.current("hubspot.deal", "deal_id") == [1]
    assert night.current("hubspot.deal_company", "deal_id") == [1]
    assert night.rows("select opportunity_id, account_id from stg_hubspot__opportunities") == [
        ("hubspot:1", "hubspot:5")
    ]
