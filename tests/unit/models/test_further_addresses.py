"""A send to any address of a contact is a send to the contact."""

from __future__ import annotations

from typing import Any

from tests.hand_made import HandMade


def sends(*recipients: str) -> list[tuple[Any, ...]]:
    """Contact, customer, legal basis and opt-out of sends to those addresses."""
    night = HandMade(systems=("hubspot",))
    night.fill(
        "int_customer_ids__resolved",
        dict.fromkeys(("source_record_id", "entity", "customer_id"), "text"),
        [
            {"source_record_id": "hubspot:1", "entity": "account", "customer_id": "hubspot:1"},
        ],
    )
    night.raw(
        "hubspot.contact",
        {"id": 5, "property_email": "ann@inn.test", "property_legal_basis": "Contract"}
        | {"property_associatedcompanyid": 1}
        | {"property_hs_additional_emails": "Ann.Bell@Inn.test; orders@inn.test;"},
        {"id": 6, "property_email": "bob@bar.test", "property_legal_basis": "Contract"}
        | {"property_associatedcompanyid": 1, "property_hs_additional_emails": "bob@home.test"},
        {"id": 7, "property_email": "orders@inn.test", "property_associatedcompanyid": 1},
    )
    night.raw("hubspot.company", {"id": 1})
    night.raw("hubspot.property_option")
    night.raw(
        "hubspot.contact_property_history",
        {"contact_id": 6, "name": "hs_email_optout", "value": "true"}
        | {"timestamp": "2026-01-01 00:00:00"},
    )
    night.entity(
        "marketing_sends",
        *(
            {"send_id": str(number), "recipient": recipient, "sent_at": "2026-10-01 09:00:00"}
            for number, recipient in enumerate(recipients)
        ),
    )
    night.fill(
        "int_marketing_contacts__worked",
        {"contact_id": "text", "entered_at": "timestamp", "left_at": "timestamp"}
        | {"amount": "numeric(18,2)"},
    )
    night.entity(
        "ended_contacts",
        {"contact_id": "hubspot:8", "surviving_contact_id": "hubspot:6"}
        | {"email": "Robert@bar.test", "has_legal_basis": False},
        {"contact_id": "hubspot:9", "email": "gone@inn.test", "has_legal_basis": True},
        {"contact_id": "hubspot:9", "email": "ann@inn.test", "has_legal_basis": False},
    )
    return night.rows(
        "select contact_id, customer_id, has_legal_basis, is_opted_out from marketing_sends "
        "order by send_id"
    )


def test_a_send_to_a_further_address_has_the_contacts_legal_basis() -> None:
    assert sends("ann.bell@inn.test") == [("hubspot:5", "hubspot:1", True, False)]


def test_a_send_to_a_further_address_of_an_opted_out_contact_is_found_with_its_customer() -> None:
    assert sends("bob@home.test") == [("hubspot:6", "hubspot:1", True, True)]


def test_an_address_is_first_the_contacts_whose_main_one_it_is() -> None:
    assert sends("orders@inn.test") == [("hubspot:7", "hubspot:1", False, False)]


def test_a_send_belongs_to_one_contact_and_one_to_nobodys_address_to_none() -> None:
    assert sends("ann@inn.test", "nobody@inn.test", "") == [
        ("hubspot:5", "hubspot:1", True, False),
        (None, None, False, False),
        (None, None, False, False),
    ]


def test_a_send_to_the_address_of_an_absorbed_contact_is_the_survivors() -> None:
    assert sends("robert@bar.test") == [("hubspot:6", "hubspot:1", True, True)]


def test_a_send_to_a_contact_that_was_deleted_since_has_the_basis_it_had() -> None:
    assert sends("gone@inn.test") == [("hubspot:9", None, True, False)]
