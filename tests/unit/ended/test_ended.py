"""What its own system has ended is neither judged nor counted; what points at it follows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_truth.extracts.condition import Condition
from customer_truth.extracts.contract import Table, declared_tables
from tests.conftest import ROOT
from tests.hand_made import NIGHT, SYSTEMS, HandMade

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 10, 5, 9)


def test_a_deal_that_was_merged_counts_once_under_the_one_that_survived() -> None:
    night = HandMade(
        {
            "hubspot.deal": [
                {"deal_id": 1, "property_amount": 9160, "deal_pipeline_stage_id": "closedwon"},
                {"deal_id": 2, "property_amount": 9160, "deal_pipeline_stage_id": "closedwon"},
            ],
            "hubspot.merged_deal": [{"deal_id": 1, "merged_deal_id": 2}],
            "hubspot.company": [{"id": 5}],
            "hubspot.deal_company": [{"deal_id": i, "company_id": 5} for i in (1, 2)],
            "hubspot.deal_contact": [{"deal_id": 2, "contact_id": 7}],
            "hubspot.contact": [{"id": 7}],
            "hubspot.deal_stage": [
                {"deal_id": i, "value": "closedwon", "_fivetran_start": MONDAY} for i in (1, 2)
            ],
            "hubspot.deal_property_history": [
                {"deal_id": i, "name": "amount", "value": "9160", "timestamp": MONDAY}
                for i in (1, 2)
            ],
            "hubspot.engagement_deal": [
                {"deal_id": 1, "engagement_id": 11},
                {"deal_id": 2, "engagement_id": 11},
                {"deal_id": 2, "engagement_id": 12},
            ],
            "hubspot.engagement_email": [
                {"engagement_id": i, "type": "INCOMING_EMAIL", "property_hs_timestamp": MONDAY}
                for i in (11, 12)
            ],
        }
    )
    assert night.rows(
        "select opportunity_id, account_id, contact_id, amount from stg_hubspot__opportunities"
    ) == [("hubspot:1", "hubspot:5", "hubspot:7", 9160)]
    assert night.values("select opportunity_id from stg_hubspot__stage_versions") == ["hubspot:1"]
    assert night.values("select deal_id from stg_hubspot__deal_values") == [1]
    assert night.values(
        "select activity_id from stg_hubspot__buyer_activities order by activity_id"
    ) == ["hubspot:1/11", "hubspot:1/12"]


def test_a_contract_that_was_deleted_is_not_the_newest_of_its_deal() -> None:
    signed = {"custrecord_crm_deal": "salesforce:006A", "custrecord_customer": 1}
    night = HandMade(
        {
            "netsuite.customer": [{"id": 1}],
            "netsuite.customrecord_contract": [
                {
                    "id": 1,
                    "custrecord_amount": 100,
                    "custrecord_signed": MONDAY,
                    "_fivetran_deleted": False,
                }
                | signed,
                {
                    "id": 2,
                    "custrecord_amount": 200,
                    "custrecord_signed": MONDAY + HOUR,
                    "_fivetran_deleted": True,
                }
                | signed,
            ],
        }
    )
    assert night.values("select amount from stg_netsuite__contracts") == [100]


@pytest.mark.parametrize(
    "ended",
    [
        {"status": "V", "posting": "F"},
        {"status": "CustInvc:V", "posting": "T"},
        {"status": "Invoice : Voided", "posting": None},
        {"status": "A", "posting": "F"},
        {"status": "CustInvc:D", "posting": None},
        {"status": "E", "posting": None},
        {"status": "Invoice : Pending Approval", "posting": None},
        {"status": "Rejected", "posting": None},
        {"status": "A", "posting": "T", "voided": "T"},
        {"status": "A", "posting": "T", "approvalstatus": "1"},
        {"status": "A", "posting": "T", "approvalstatus": "3"},
        {"status": "A", "posting": "T", "_fivetran_deleted": True},
        {"status": "A", "posting": "T", "_fivetran_active": False},
    ],
)
def test_an_invoice_that_was_voided_or_not_approved_is_not_billed(
    ended: Mapping[str, object],
) -> None:
    stands = {"status": "A", "posting": "T", "approvalstatus": "2"}
    night = HandMade(invoices({"id": 1, **ended}, {"id": 2, **stands}))
    assert night.rows("select invoice_id, amount from stg_netsuite__invoices") == [
        ("netsuite:2", 15020)
    ]


def test_an_order_that_does_not_post_has_not_ended() -> None:
    rows = invoices({"id": 1, "status": "A", "posting": "T"})
    rows["netsuite.transaction"].append({"id": 9, "type": "SalesOrd", "posting": "F"})
    assert HandMade(rows).current("netsuite.transaction", "id") == [1, 9]


@pytest.mark.parametrize("kind", ["CustPymt", "CustCred"])
def test_a_payment_or_credit_note_that_was_voided_goes_with_its_lines(kind: str) -> None:
    night = HandMade(
        {
            "netsuite.transaction": [
                {"id": 1, "type": kind, "status": "V", "posting": "F"},
                {"id": 2, "type": kind, "status": "A", "posting": "T"},
            ],
            "netsuite.transaction_line": [
                {"id": 1, "transaction": i, "createdfrom": 8, "foreignamount": 10} for i in (1, 2)
            ],
        }
    )
    assert night.current("netsuite.transaction_line", "transaction") == [2]


@pytest.mark.parametrize(
    "written", ["[12, 13]", "{12,13}", "12.0;13.0", "12,13", '["12","13"]', "12:1, 13:1"]
)
def test_tickets_that_were_merged_are_one_matter(written: str) -> None:
    ids = (11, 12, 13)
    night = HandMade(
        {
            "zendesk.organization": [{"id": 1}],
            "zendesk.ticket": [
                {
                    "id": i,
                    "status": "closed",
                    "organization_id": 1,
                    "merged_ticket_ids": written if i == 11 else "[]",
                }
                for i in ids
            ],
            "zendesk.ticket_field_history": [
                {
                    "ticket_id": i,
                    "field_name": "status",
                    "value": said,
                    "updated": MONDAY + HOUR * n,
                }
                for i in ids
                for n, said in enumerate(("new", "open", "closed"))
            ],
            "zendesk.ticket_comment": [{"id": i, "ticket_id": i, "public": True} for i in ids],
            "zendesk.satisfaction_rating": [{"id": i, "ticket_id": i, "score": "bad"} for i in ids],
        }
    )
    assert night.values("select ticket_id from stg_zendesk__tickets") == ["zendesk:11"]
    for model in ("stg_zendesk__status_changes", "stg_zendesk__ticket_messages"):
        assert night.values(f"select distinct ticket_id from {model}") == ["zendesk:11"]
    assert night.current("zendesk.satisfaction_rating", "ticket_id") == [11]


def test_a_ticket_that_was_deleted_takes_its_history_with_it() -> None:
    night = HandMade(
        {
            "zendesk.ticket": [{"id": 1, "status": "deleted"}, {"id": 2, "status": "open"}],
            "zendesk.ticket_field_history": [
                {"ticket_id": i, "field_name": "status", "value": "new", "updated": MONDAY}
                for i in (1, 2)
            ],
        }
    )
    assert night.values("select record_id from stg_zendesk__stage_changes") == ["zendesk:2"]


def test_a_duplicate_made_inactive_is_no_second_customer_but_an_active_one_is() -> None:
    night = HandMade(
        {
            "salesforce.account": [{"id": "001A", "name": "Acme"}],
            "netsuite.customer": [
                {
                    "id": 1,
                    "entityid": "C1",
                    "custentity_crm_account": "salesforce:001A",
                    "isinactive": "F",
                },
                {
                    "id": 2,
                    "entityid": "C2",
                    "custentity_crm_account": "salesforce:001A",
                    "isinactive": "T",
                },
            ],
            "netsuite.transaction": [{"id": 5, "type": "CustInvc", "entity": 2, "posting": "T"}],
            "netsuite.transaction_line": [
                {"id": 1, "transaction": 5, "mainline": "T", "foreignamount": 10}
            ],
        }
    )
    counted = (
        "select is_deleted, records_of_entity, customer_id from customer_crosswalk "
        "where entity = 'billing_account' order by crosswalk_id"
    )
    assert night.rows(counted) == [(False, 1, "salesforce:001A"), (True, 1, "salesforce:001A")]
    # What it was billed stays the customer's.
    assert night.rows("select customer_id, amount from int_invoices__paid") == [
        ("salesforce:001A", 10)
    ]


def test_a_customer_without_an_account_that_became_inactive_keeps_its_invoices() -> None:
    night = HandMade(
        {
            "netsuite.customer": [{"id": 1, "entityid": "C1", "isinactive": "T"}],
            "netsuite.transaction": [{"id": 5, "type": "CustInvc", "entity": 1, "posting": "T"}],
            "netsuite.transaction_line": [
                {"id": 1, "transaction": 5, "mainline": "T", "foreignamount": 10}
            ],
        }
    )
    assert night.values("select customer_id from int_invoices__paid") == ["netsuite:1"]
    assert night.values("select customer_id from int_customers__identified") == []


HISTORY_MODE = [
    ("salesforce.account", "id", "name"),
    ("salesforce.contact", "id", "email"),
    ("salesforce.opportunity", "id", "stage_name"),
    ("salesforce.lead", "id", "status"),
    ("salesforce.user", "id", "name"),
    ("salesforce.task", "id", "subject"),
    ("hubspot.company", "id", "property_name"),
    ("hubspot.contact", "id", "property_email"),
    ("hubspot.deal", "deal_id", "property_dealname"),
    ("netsuite.customer", "id", "companyname"),
    ("netsuite.transaction", "id", "memo"),
    ("netsuite.customrecord_contract", "id", "name"),
]


def test_in_history_mode_the_active_version_is_the_record() -> None:
    versions = [(True, "new", NIGHT - HOUR), (False, "old", NIGHT), (False, "older", NIGHT)]
    night = HandMade(
        {
            table: [
                {key: 1, column: said, "_fivetran_active": is_active, "_fivetran_synced": synced}
                for is_active, said, synced in versions
            ]
            for table, key, column in HISTORY_MODE
        }
    )
    found = {table: night.current(table, column) for table, _, column in HISTORY_MODE}
    assert found == {table: ["new"] for table, _, _ in HISTORY_MODE}
    judged = "select distinct copies, ended_because from source_records order by 2 nulls first"
    assert night.rows(judged) == [(1, None), (1, "replaced")]


def test_two_active_versions_are_two_rows_with_one_key() -> None:
    night = HandMade(
        {
            "salesforce.account": [
                {"id": "001A", "_fivetran_active": is_active} for is_active in (True, True, False)
            ]
        }
    )
    judged = "select copies, ended_because from source_records order by copy_number"
    assert night.rows(judged) == [(2, None), (2, None), (1, "replaced")]


def test_a_history_keeps_all_its_versions_but_those_that_were_deleted() -> None:
    night = HandMade(
        {
            "salesforce.opportunity": [{"id": "006A", "is_deleted": False}],
            "salesforce.opportunity_history": [
                {
                    "id": "006A",
                    "stage_name": stage,
                    "_fivetran_start": MONDAY + HOUR * n,
                    "_fivetran_active": stage == "Won",
                    "is_deleted": stage == "Typo",
                }
                for n, stage in enumerate(("Open", "Typo", "Won"))
            ],
        }
    )
    assert night.current("salesforce.opportunity_history", "stage_name") == ["Open", "Won"]


def test_a_row_under_the_key_of_a_deleted_one_is_no_copy_of_it_nor_the_other_way_round() -> None:
    night = HandMade(
        {
            "hubspot.company": [
                {"id": 1, "is_deleted": True, "property_name": "old", "_fivetran_synced": NIGHT},
                {"id": 1, "is_deleted": False, "property_name": "new", "_fivetran_synced": MONDAY},
            ]
        }
    )
    assert night.current("hubspot.company", "property_name") == ["new"]
    judged = "select copy_number, copies, ended_because from source_records order by copy_number"
    assert night.rows(judged) == [(1, 1, None), (2, 1, "deleted")]
    # Parts of it do not end with its old row.
    assert night.values("select count(*) from {{ source('night', 'ended_records') }}") == [0]


def test_what_points_at_a_merged_company_points_at_its_survivor() -> None:
    night = HandMade(
        {
            "hubspot.company": [
                {
                    "id": 1,
                    "is_deleted": False,
                    "property_hs_merged_object_ids": "2;3",
                    "property_erp_customer_id": None,
                },
                {
                    "id": 2,
                    "is_deleted": True,
                    "property_hs_merged_object_ids": None,
                    "property_erp_customer_id": "C2",
                },
            ],
            "hubspot.contact": [
                {"id": i, "property_associatedcompanyid": of, "property_email": f"{i}@x.example"}
                for i, of in ((7, 2), (8, 3), (9, 1))
            ],
            "hubspot.deal": [{"deal_id": 1}],
            "hubspot.deal_company": [{"deal_id": 1, "company_id": 2}],
        }
    )
    assert night.values("select distinct account_id from stg_hubspot__marketing_contacts") == [
        "hubspot:1"
    ]
    assert night.values("select account_id from stg_hubspot__opportunities") == ["hubspot:1"]
    crosswalk = (
        "select source_record_id, customer_id, matched_by from customer_crosswalk order by 1"
    )
    assert night.rows(crosswalk) == [
        ("hubspot:1", "hubspot:1", "anchor"),
        ("hubspot:2", "hubspot:1", "merge_audit"),
        ("hubspot:3", "hubspot:1", "merge_audit"),
    ]


def test_what_points_at_a_merged_account_or_contact_of_the_crm_points_at_its_survivor() -> None:
    night = HandMade(
        {
            "salesforce.account": [
                {"id": "001A", "is_deleted": False, "master_record_id": None},
                {"id": "001B", "is_deleted": True, "master_record_id": "001A"},
            ],
            "salesforce.contact": [
                {"id": "003A", "account_id": "001B", "is_deleted": False, "master_record_id": None},
                {
                    "id": "003B",
                    "account_id": "001A",
                    "is_deleted": True,
                    "master_record_id": "003A",
                },
            ],
            "salesforce.opportunity": [{"id": "006A", "account_id": "001B", "contact_id": "003B"}],
        }
    )
    assert night.rows("select contact_id, account_id from stg_salesforce__contacts") == [
        ("salesforce:003A", "salesforce:001A")
    ]
    assert night.rows("select account_id, contact_id from stg_salesforce__opportunities") == [
        ("salesforce:001A", "salesforce:003A")
    ]


@pytest.mark.parametrize("named", ["2", "hubspot:2", "2.0", "hubspot:3"])
def test_what_another_system_says_of_a_merged_deal_is_said_of_the_one_that_survived(
    named: str,
) -> None:
    night = HandMade(
        {
            "hubspot.deal": [{"deal_id": i} for i in (1, 2, 3)],
            "hubspot.merged_deal": [
                {"deal_id": 1, "merged_deal_id": 2},
                {"deal_id": 2, "merged_deal_id": 3},
            ],
            # A contact may have the number of a deal that was merged.
            "hubspot.contact": [{"id": 2}],
            "hubspot.contact_merge_audit": [{"canonical_vid": 9, "vid_to_merge": 3}],
            "netsuite.customrecord_contract": [{"id": 7, "custrecord_crm_deal": named}],
            "spreadsheets.forecast_adjustments": [{"adjustment_id": "A", "opportunity_id": named}],
            "spreadsheets.bonus_payments": [{"bonus_id": "B", "opportunity_id": named}],
        }
    )
    for model in (
        "stg_netsuite__contracts",
        "stg_spreadsheets__forecast_adjustments",
        "stg_spreadsheets__bonus_payments",
    ):
        assert night.values(f"select opportunity_id from {model}") == ["hubspot:1"]


@pytest.mark.parametrize(
    ("merged", "named", "survivor"),
    [
        (
            {"salesforce.lead": [{"id": f"00Q{'B' * 15}", "master_record_id": f"00Q{'A' * 15}"}]},
            f"salesforce:00Q{'B' * 15}",
            f"salesforce:00Q{'A' * 15}",
        ),
        (
            {"hubspot.contact_merge_audit": [{"canonical_vid": 1, "vid_to_merge": 2}]},
            "2",
            "hubspot:1",
        ),
    ],
)
def test_what_a_sheet_says_of_a_merged_lead_is_said_of_the_one_that_survived(
    merged: dict[str, list[dict[str, object]]], named: str, survivor: str
) -> None:
    night = HandMade(
        {
            "hubspot.contact": [{"id": 1}],
            "spreadsheets.lead_credits": [{"credit_id": "A", "lead_id": named}],
            "spreadsheets.bonus_payments": [{"bonus_id": "B", "lead_id": named}],
            **merged,
        }
    )
    for model in ("stg_spreadsheets__lead_credits", "stg_spreadsheets__bonus_payments"):
        assert night.values(f"select lead_id from {model}") == [survivor]


@pytest.mark.parametrize("signs", [15, 18])
def test_a_contact_of_marketing_that_names_a_merged_one_of_the_crm_names_its_survivor(
    signs: int,
) -> None:
    survivor, absorbed = "0035g00000AAAAAAA5", "0035g00000BBBBBAA5"
    night = HandMade(
        {
            "salesforce.account": [{"id": "001A", "is_deleted": False}],
            "salesforce.contact": [
                {"id": survivor, "account_id": "001A", "is_deleted": False},
                {"id": absorbed, "is_deleted": True, "master_record_id": survivor},
            ],
            "hubspot.contact": [{"id": 1, "property_salesforce_contact_id": absorbed[:signs]}],
        }
    )
    assert night.rows("select crm_contact_id, customer_id from int_marketing_contacts__known") == [
        (f"salesforce:{survivor}", "salesforce:001A")
    ]


@pytest.mark.parametrize(
    "told",
    [
        {"hubspot.contact_merge_audit": [{"canonical_vid": 1, "vid_to_merge": 2}]},
        {"property_hs_calculated_merged_vids": "2:1700000000000;1:1600000000000"},
        {"property_hs_merged_object_ids": "2"},
    ],
)
def test_a_contact_that_was_absorbed_is_no_contact_however_it_is_told(
    told: dict[str, object],
) -> None:
    tables = {name: rows for name, rows in told.items() if "." in name}
    columns = {name: value for name, value in told.items() if "." not in name}
    night = HandMade(
        {
            "hubspot.contact": [{"id": 1, "property_email": "a@x.example", **columns}, {"id": 2}],
            "hubspot.contact_property_history": [
                {"contact_id": i, "name": "lifecyclestage", "value": "lead", "timestamp": MONDAY}
                for i in (1, 2)
            ],
            "hubspot.deal": [{"deal_id": 1}],
            "hubspot.deal_contact": [{"deal_id": 1, "contact_id": 2}],
            **tables,  # type: ignore[dict-item]
        }
    )
    assert night.values("select contact_id from stg_hubspot__marketing_contacts") == ["hubspot:1"]
    assert night.values("select record_id from stg_hubspot__stage_changes") == ["hubspot:1"]
    assert night.values("select contact_id from stg_hubspot__opportunities") == ["hubspot:1"]


def test_an_inactive_user_of_the_desk_still_wrote_what_he_wrote() -> None:
    night = HandMade(
        {
            "zendesk.ticket": [{"id": 1}],
            "zendesk.user": [{"id": 5, "role": "agent", "active": False}],
            "zendesk.ticket_comment": [{"id": 1, "ticket_id": 1, "user_id": 5, "public": True}],
        }
    )
    assert night.current("zendesk.user", "id") == []
    assert night.values("select is_from_customer from stg_zendesk__ticket_messages") == [False]


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_flag_that_a_contract_declares_ends_its_row(system: str) -> None:
    raw: dict[str, list[dict[str, object]]] = {}
    for table in declared_tables(ROOT, (system,)):
        flags = [ending.flag for ending in table.ends if ending.flag and not ending.where]
        rows: list[dict[str, object]] = [key_of(table, number) for number in range(len(flags) + 1)]
        for number, flag in enumerate(flags):
            value = flag.values[0].strip("*")
            for row in rows:
                row[flag.column] = {"true": "f", "false": "T"}.get(value, "another")
            rows[number + 1][flag.column] = value.upper()
        if flags:
            raw[table.id] = rows
    night = HandMade(raw, systems=(system,))
    assert {id: night.current(id, "count(*)") for id in raw} == {id: [1] for id in raw}


@pytest.mark.parametrize(
    ("written", "is_set"),
    [(word, True) for word in ("Y", "Yes", "TRUE", "t", "1", "1.0", "1.00")]
    + [(word, False) for word in ("N", "no", "FALSE", "f", "0", "0.0")],
)
def test_a_flag_is_one_however_it_is_written(written: str, is_set: bool) -> None:
    night = HandMade(systems=("hubspot",))
    for value in ("true", "false"):
        condition = Condition("is_deleted", (value,))
        flag = condition.sql(f"' {written}'", is_boolean=True, spelling=night.engine.spelling)
        assert night.tells(flag) is (is_set is (value == "true"))
    if "." not in written:
        assert night.tells(f"{{{{ try_boolean(\"'{written}'\") }}}}") is is_set


def test_merges_and_parts_of_the_crm_are_known_by_ids_of_15_signs_too() -> None:
    account, merged, deal = "001A0000006Vm9rIAC", "001B0000006Vm9rIAC", "006A0000006Vm9rIAC"
    night = HandMade(
        {
            "salesforce.account": [
                {"id": account, "is_deleted": False},
                {"id": merged, "is_deleted": True, "master_record_id": account[:15]},
            ],
            "salesforce.contact": [{"id": "003A0000006Vm9rIAC", "account_id": merged[:15]}],
            "salesforce.opportunity": [{"id": deal, "is_deleted": True}],
            "salesforce.opportunity_history": [
                {"id": deal[:15], "stage_name": "Qualification", "_fivetran_start": MONDAY}
            ],
        }
    )
    assert night.values("select account_id from stg_salesforce__contacts") == [
        f"salesforce:{account}"
    ]
    assert night.rows("select * from stg_salesforce__stage_changes") == []


@pytest.mark.parametrize("kind", ["CustInvc", "CustCred"])
def test_a_document_keeps_its_currency_once_that_is_inactive(kind: str) -> None:
    night = HandMade(
        {
            "netsuite.customer": [{"id": 1}],
            "netsuite.currency": [{"id": 3, "symbol": "DEM", "isinactive": "T"}],
            "netsuite.transaction": [
                {"id": 5, "type": kind, "entity": 1, "currency": 3, "posting": "T"}
            ],
        }
    )
    model = {"CustInvc": "invoices", "CustCred": "credit_notes"}[kind]
    assert night.values(f"select currency from stg_netsuite__{model}") == ["DEM"]


def test_a_sync_without_the_column_does_not_know_that_way_to_end() -> None:
    night = HandMade({"hubspot.company": [{"id": 1}], "zendesk.ticket": [{"id": 1}]})
    assert night.current("hubspot.company", "id") == [1]
    assert night.current("zendesk.ticket", "id") == [1]


ids = st.integers(1, 8)
merges = st.lists(st.tuples(ids, ids), max_size=8, unique_by=lambda pair: pair[0])


@settings(max_examples=25, deadline=None)
@given(merges)
def test_chains_of_merges_lead_to_whoever_is_left_and_circles_to_nobody(
    merged: Sequence[tuple[int, int]],
) -> None:
    night = HandMade(
        {
            "hubspot.deal": [{"deal_id": i} for i in range(1, 9)],
            "hubspot.merged_deal": [{"merged_deal_id": i, "deal_id": into} for i, into in merged]
            or [{"merged_deal_id": None, "deal_id": None}],
            "hubspot.engagement_deal": [{"deal_id": i, "engagement_id": i} for i in range(1, 9)],
        },
        systems=("hubspot",),
    )
    into = {ended: survivor for ended, survivor in merged if ended != survivor}

    def survivor(id: int) -> int | None:
        seen = set()
        while id in into:
            if id in seen:
                return None
            seen.add(id)
            id = into[id]
        return id

    alive = [i for i in range(1, 9) if i not in into]
    assert night.current("hubspot.deal", "deal_id") == alive
    found = dict(night.rows(links(night)))
    # A circle leaves its links where they point, and nothing stands there.
    assert found == {i: survivor(i) or i for i in range(1, 9)}


def links(night: HandMade) -> str:
    rows = night.current_rows("hubspot.engagement_deal")
    return f"select engagement_id, deal_id from ({rows}) as rows"


def key_of(table: Table, number: int) -> dict[str, object]:
    types = {column.name: column.data_type for column in table.columns}
    return {
        name: MONDAY + number * HOUR if types[name] == "timestamp" else number for name in table.key
    }


def invoices(*rows: Mapping[str, object]) -> dict[str, list[dict[str, object]]]:
    return {
        "netsuite.transaction": [{"type": "CustInvc", "entity": 1, **row} for row in rows],
        "netsuite.transaction_line": [
            {"id": 1, "transaction": row["id"], "mainline": "T", "foreignamount": 15020}
            for row in rows
        ],
    }
