"""What a raw table points at is part of its contract, and what leads nowhere is told."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from tests.hand_made import SYSTEMS, HandMade

CUSTOMERS = {"netsuite.customer": [{"id": 1, "entityid": "C1"}]}
COMPANIES = {"hubspot.company": [{"id": 1}]}
CRM_CONTACTS = {"salesforce.contact": [{"id": "003A"}]}
SALES = {"netsuite.transaction": [{"id": 1, "type": "CustInvc"}]}
BUYERS = {"olist.olist_customers_dataset": [{"customer_id": "B1"}]}
CURRENCIES = {"netsuite.currency": [{"id": 1, "symbol": "USD"}]}
ACCOUNTS = {"salesforce.account": [{"id": "001A"}]}
USERS = {"salesforce.user": [{"id": "005A"}]}
OWNERS = {"hubspot.owner": [{"owner_id": "1"}]}

ORDERS = {"olist.olist_orders_dataset": [{"order_id": "O1"}]}
ORPHANS = [
    *(
        (f"salesforce.{table}", "owner_id", "005X", {}, USERS)
        for table in ("account", "contact", "lead", "opportunity", "task", "event")
    ),
    ("hubspot.deal", "owner_id", "9", {"deal_id": 5}, OWNERS),
    ("hubspot.company", "property_hubspot_owner_id", "9", {}, OWNERS),
    ("hubspot.contact", "property_hubspot_owner_id", "9", {}, OWNERS),
    ("hubspot.contact", "property_salesforce_contact_id", "003X", {}, CRM_CONTACTS),
    ("hubspot.email_event", "email_campaign_id", "9", {}, {"hubspot.email_campaign": [{"id": 1}]}),
    ("netsuite.customer", "custentity_crm_account", "001X", {}, ACCOUNTS),
    (
        "netsuite.customrecord_contract",
        "custrecord_crm_deal",
        "006X",
        {},
        {"salesforce.opportunity": [{"id": "006A"}]},
    ),
    *(
        (f"netsuite.{table}_transaction_line_link", column, "9", {}, SALES)
        for table in ("next", "previous")
        for column in ("previousdoc", "nextdoc")
    ),
    ("zendesk.satisfaction_rating", "requester_id", "9", {}, {"zendesk.user": [{"id": 1}]}),
    ("zendesk.satisfaction_rating", "assignee_id", "9", {}, {"zendesk.user": [{"id": 1}]}),
    ("olist.olist_orders_dataset", "customer_id", "B9", {"order_id": "O1"}, BUYERS),
    ("olist.olist_order_payments_dataset", "order_id", "O9", {}, ORDERS),
    ("olist.olist_order_items_dataset", "order_id", "O9", {}, ORDERS),
    ("olist.olist_order_reviews_dataset", "order_id", "O9", {}, ORDERS),
    ("netsuite.transaction", "entity", "9", {"type": "CustInvc"}, CUSTOMERS),
    ("netsuite.customrecord_contract", "custrecord_customer", "9", {}, CUSTOMERS),
    ("netsuite.currency_rate", "basecurrency", "9", {}, CURRENCIES),
    ("netsuite.currency_rate", "transactioncurrency", "9", {}, CURRENCIES),
    (
        "netsuite.transaction_line",
        "transaction",
        "9",
        {},
        {"netsuite.transaction": [{"id": 1, "type": "CustPymt"}]},
    ),
    (
        "netsuite.transaction_line",
        "createdfrom",
        "9",
        {},
        {"netsuite.transaction": [{"id": 1, "type": "CustInvc"}]},
    ),
    (
        "netsuite.customrecord_revenue_schedule",
        "custrecord_contract",
        "9",
        {},
        {"netsuite.customrecord_contract": [{"id": 1}]},
    ),
    ("salesforce.contact", "account_id", "001X", {}, ACCOUNTS),
    ("salesforce.opportunity", "account_id", "001X", {}, ACCOUNTS),
    ("salesforce.task", "what_id", "006X", {}, {"salesforce.opportunity": [{"id": "006A"}]}),
    ("salesforce.event", "what_id", "001X", {}, ACCOUNTS),
    ("hubspot.contact", "property_associatedcompanyid", "9", {}, COMPANIES),
    ("hubspot.deal_company", "company_id", "9", {"deal_id": 1}, COMPANIES),
    ("zendesk.ticket", "organization_id", "9", {}, {"zendesk.organization": [{"id": 1}]}),
    ("zendesk.ticket", "requester_id", "9", {}, {"zendesk.user": [{"id": 1}]}),
    ("spreadsheets.surveys", "customer_number", "C9", {}, CUSTOMERS),
    ("spreadsheets.lost_customers", "customer_number", "C9", {}, CUSTOMERS),
    ("spreadsheets.case_log", "customer_number", "C9", {}, CUSTOMERS),
    ("route_planner.orders", "customer_number", "C9", {}, CUSTOMERS),
    (
        "route_planner.planned_stops",
        "site_id",
        "S9",
        {},
        {"route_planner.sites": [{"site_id": "S1"}]},
    ),
    (
        "route_planner.time_windows",
        "site_id",
        "S9",
        {},
        {"route_planner.sites": [{"site_id": "S1"}]},
    ),
]
KEYS = {
    "hubspot.deal": {},
    "netsuite.next_transaction_line_link": {},
    "netsuite.previous_transaction_line_link": {},
    "olist.olist_orders_dataset": {},
    "olist.olist_order_payments_dataset": {"payment_sequential": 1},
    "olist.olist_order_items_dataset": {"order_item_id": 1},
    "olist.olist_order_reviews_dataset": {"review_id": "R1"},
    "hubspot.deal_company": {},
    "route_planner.orders": {"order_id": "O1"},
    "route_planner.planned_stops": {"planned_stop_id": "P1"},
    "route_planner.time_windows": {"window_id": "W1"},
    "spreadsheets.surveys": {"response_id": "R1"},
    "spreadsheets.lost_customers": {"loss_id": "L1"},
    "spreadsheets.case_log": {"case_id": "K1"},
}


def told(night: HandMade) -> list[tuple[object, ...]]:
    """What is not found, why, and in how many records it stands."""
    return night.rows(
        "select reference_id, ended_because, record_count, example_key from source_references "
        "where not is_found order by reference_id"
    )


@pytest.mark.parametrize(("table", "column", "value", "also", "there"), ORPHANS)
def test_a_record_that_points_at_nothing_is_told(
    table: str,
    column: str,
    value: str,
    also: Mapping[str, object],
    there: Mapping[str, list[Mapping[str, object]]],
) -> None:
    row = (
        {"id": 5, **also, column: value}
        if table not in KEYS
        else {**KEYS[table], **also, column: value}
    )
    night = HandMade({table: [row], **there}, systems=(*SYSTEMS, "olist"))
    ((id, _, count, _),) = told(night)
    # A column that points at several kinds names the one that was asked for.
    assert re.sub(r" \(\w+\)", "", str(id)) == f"{table}.{column}:{value}"
    assert count == 1


@pytest.mark.parametrize("column", ["custrecord_amends", "custrecord_replaces"])
def test_a_contract_that_changes_one_that_is_not_there_is_told(column: str) -> None:
    night = HandMade(
        {"netsuite.customrecord_contract": [{"id": 1, column: 2}, {"id": 3, column: 1}]}
    )
    assert told(night) == [(f"netsuite.customrecord_contract.{column}:2", None, 1, "1")]


def test_a_queue_is_no_user_and_a_deal_of_another_system_is_not_asked_for_here() -> None:
    night = HandMade(
        {
            **USERS,
            "salesforce.opportunity": [{"id": "006A"}],
            "salesforce.lead": [{"id": "00QA", "owner_id": "00GA"}],
            "netsuite.customrecord_contract": [
                {"id": 1, "custrecord_crm_deal": "4711"},
                {"id": 2, "custrecord_crm_deal": "salesforce:006X"},
            ],
        }
    )
    assert told(night) == []


def test_a_reference_that_leads_somewhere_is_counted_and_an_empty_one_is_not_asked() -> None:
    night = HandMade(
        {
            "salesforce.account": [{"id": "001A"}],
            "salesforce.contact": [
                {"id": i, "account_id": of} for i, of in ((1, "001A"), (2, None), (3, " "))
            ],
        }
    )
    found = "select reference_id, is_found, record_count from source_references"
    assert night.rows(found) == [("salesforce.contact.account_id", True, 1)]


def test_what_points_at_an_ended_record_is_told_with_the_reason_and_at_a_merged_one_is_not() -> (
    None
):
    night = HandMade(
        {
            "salesforce.account": [
                {"id": "001A", "is_deleted": False, "master_record_id": None},
                {"id": "001B", "is_deleted": True, "master_record_id": "001A"},
                {"id": "001C", "is_deleted": True, "master_record_id": None},
                {"id": "001D", "is_deleted": True, "master_record_id": "001C"},
            ],
            "salesforce.contact": [{"id": f"003{a}", "account_id": f"001{a}"} for a in "ABCD"],
        }
    )
    place = "salesforce.contact.account_id"
    assert told(night) == [(f"{place}:001C", "deleted", 2, "003C")]


def test_an_ended_record_may_point_at_nothing() -> None:
    night = HandMade(
        {
            "salesforce.account": [{"id": "001A"}],
            "salesforce.contact": [{"id": "003A", "account_id": "001X", "is_deleted": True}],
        }
    )
    assert told(night) == []


def test_an_inactive_customer_is_there_to_be_pointed_at() -> None:
    night = HandMade(
        {
            "netsuite.customer": [{"id": 1, "entityid": "C1", "isinactive": "T"}],
            "netsuite.transaction": [{"id": 5, "type": "CustInvc", "entity": 1, "posting": "T"}],
            "spreadsheets.lost_customers": [{"loss_id": "L1", "customer_number": "C1"}],
        }
    )
    assert told(night) == []


def test_what_points_at_a_system_or_table_that_is_off_is_not_judged() -> None:
    surveys = {"spreadsheets.surveys": [{"response_id": "R1", "customer_number": "C9"}]}
    for night in (HandMade(surveys, systems=("spreadsheets",)), HandMade(surveys)):
        assert night.rows("select * from source_references") == []


def test_a_value_that_is_no_id_is_told_without_being_shown() -> None:
    night = HandMade(
        {
            **CUSTOMERS,
            "spreadsheets.surveys": [{"response_id": "R1", "customer_number": "Ms Ann Smith"}],
        }
    )
    ((id, _, count, example),) = told(night)
    assert "Ann" not in str(id)
    assert (count, example) == (1, "R1")


def test_many_records_of_one_missing_customer_are_one_finding() -> None:
    rows = [{"response_id": f"R{i:02}", "customer_number": "C9"} for i in range(40)]
    night = HandMade({**CUSTOMERS, "spreadsheets.surveys": rows})
    assert told(night) == [("spreadsheets.surveys.customer_number:C9", None, 40, "R00")]


def test_a_reference_leads_to_its_record_in_whichever_form_it_is_written() -> None:
    account, contact = "001A0000006Vm9rIAC", "003A0000006Vm9rIAC"
    night = HandMade(
        {
            "netsuite.customer": [{"id": 1, "entityid": "00123"}],
            "salesforce.account": [{"id": account, "erp_customer_id_c": "123"}],
            "salesforce.contact": [{"id": contact, "account_id": account[:15]}],
            "salesforce.task": [{"id": "00TA", "what_id": account[:15], "who_id": contact[:15]}],
            "hubspot.company": [{"id": 1, "property_erp_customer_id": "123.0"}],
            "zendesk.organization": [{"id": 1, "external_id": "0000123"}],
        }
    )
    assert told(night) == []
