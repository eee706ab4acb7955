"""One record has one id, in whichever form a system shows it."""

from __future__ import annotations

import pytest

from customer_truth.identifiers import country, tax_id
from tests.hand_made import HandMade

NIGHT = HandMade(systems=("salesforce", "hubspot", "netsuite", "spreadsheets"))
SHORT, LONG = "0015g00000AbCdE", "0015g00000AbCdEAAV"


def crm_id(typed: str, *sources: str) -> object:
    night = HandMade(systems=sources) if sources else NIGHT
    return night.tells(f"{{{{ crm_record_id(\"'{typed}'\") }}}}")


def salesforce_id(typed: str) -> object:
    return NIGHT.tells(f"{{{{ record_id('salesforce', \"'{typed}'\") }}}}")


def suffix(short: str) -> str:
    """The three signs as Salesforce describes them, five letters each."""
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
    groups = (short[at : at + 5] for at in (0, 5, 10))
    return "".join(
        signs[sum(1 << place for place, sign in enumerate(group) if sign.isupper())]
        for group in groups
    )


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("001A0000006Vm9r", "001A0000006Vm9rIAC"),
        ("00Q5g00000LEADX", "00Q5g00000LEADXEA5"),
        ("000000000000000", "000000000000000AAA"),
        ("AAAAAaaaaaAaAaA", "AAAAAaaaaaAaAaA5AV"),
    ],
)
def test_a_salesforce_id_of_15_signs_is_the_one_of_18(short: str, long: str) -> None:
    assert short + suffix(short) == long
    assert salesforce_id(short) == salesforce_id(long) == f"salesforce:{long}"


def test_ids_that_differ_by_a_capital_stay_two() -> None:
    assert salesforce_id("001A0000006Vm9r") != salesforce_id("001A0000006vm9r")


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("001A0000006Vm9r", "salesforce:001A0000006Vm9rIAC"),
        ("001A0000006Vm9rIAC", "salesforce:001A0000006Vm9rIAC"),
        ("salesforce:001A0000006Vm9r", "salesforce:001A0000006Vm9rIAC"),
        ("18400000007", "hubspot:18400000007"),
        ("18400000007.0", "hubspot:18400000007"),
        ("hubspot:18400000007", "hubspot:18400000007"),
        ("olist:9f86d081884c7d65", "olist:9f86d081884c7d65"),
        ("netsuite:12", "netsuite:12"),
    ],
)
def test_the_id_of_a_crm_needs_no_prefix_in_another_system(typed: str, id: str) -> None:
    assert crm_id(typed) == id


def test_an_id_is_read_by_the_crms_that_are_there() -> None:
    assert crm_id("18400000007", "salesforce", "netsuite") == "18400000007"
    assert crm_id("18400000007", "hubspot", "netsuite") == "hubspot:18400000007"
    assert crm_id("001A0000006Vm9r", "hubspot", "netsuite") == "001A0000006Vm9r"
    assert crm_id("001A0000006Vm9r", "netsuite") == "001A0000006Vm9r"


def test_no_id_stays_none() -> None:
    assert NIGHT.tells("{{ crm_record_id('cast(null as text)') }}") is None
    assert NIGHT.tells("{{ record_id('salesforce', 'cast(null as text)') }}") is None


@pytest.mark.parametrize("typed", ["5200003", "5200003.0", "05200003"])
def test_a_number_kept_as_text_is_the_number(typed: str) -> None:
    id = NIGHT.tells(f"{{{{ record_id('hubspot', number_id(\"'{typed}'\")) }}}}")
    assert id == "hubspot:5200003"


@pytest.mark.parametrize("typed", ["001A0000006Vm9r", "001A0000006Vm9rIAC"])
def test_a_contract_with_the_bare_id_of_its_deal_is_the_contract_of_the_deal(typed: str) -> None:
    night = HandMade(systems=("salesforce", "netsuite"))
    night.raw("netsuite.customrecord_contract", {"id": 7, "custrecord_crm_deal": typed})
    found = night.row("select contract_id, opportunity_id from stg_netsuite__contracts")
    assert found == ("netsuite:7", "salesforce:001A0000006Vm9rIAC")


def test_a_contact_of_15_signs_in_hubspot_is_the_one_that_opted_out_in_the_crm() -> None:
    night = HandMade(systems=("salesforce", "hubspot"))
    night.raw("salesforce.contact", {"id": LONG, "has_opted_out_of_email": True})
    night.raw("hubspot.contact", {"id": 9, "property_salesforce_contact_id": SHORT})
    night.raw("hubspot.company")
    night.raw("hubspot.property_option")
    joined = night.rows(
        "select c.has_opted_out, m.is_opted_out from stg_salesforce__contacts as c "
        "inner join stg_hubspot__marketing_contacts as m on c.contact_id = m.crm_contact_id"
    )
    assert SHORT + suffix(SHORT) == LONG
    assert joined == [(True, None)]


def test_a_lead_finds_its_contact_whose_id_is_kept_as_a_number_with_decimals() -> None:
    night = HandMade(systems=("salesforce", "hubspot"))
    night.raw("salesforce.lead", {"id": "00Q5g00000LEADX", "hubspot_contact_id_c": "5200003.0"})
    found = night.row("select marketing_contact_id from stg_salesforce__leads")
    assert found == ("hubspot:5200003",)


def test_a_customer_number_that_lost_its_leading_zeros_is_the_one_of_the_erp() -> None:
    night = HandMade(systems=("salesforce", "netsuite", "zendesk"))
    night.raw("salesforce.account", {"id": LONG, "erp_customer_id_c": "12345"})
    night.raw("netsuite.customer", {"id": 1, "entityid": "0012345"}, {"id": 2, "entityid": "C007"})
    night.raw("netsuite.currency")
    night.raw("zendesk.organization", {"id": 1, "external_id": "12345.0"})
    numbers = [
        {number for (number,) in night.rows(f"select customer_number from {model}")}
        for model in (
            "stg_salesforce__accounts",
            "stg_netsuite__billing_accounts",
            "stg_zendesk__organizations",
        )
    ]
    assert numbers == [{"12345"}, {"12345", "C007"}, {"12345"}]


def test_a_romanian_tax_number_with_and_without_prefix_is_one_key_of_two_records() -> None:
    numbers = ("RO18547290", "18547290")
    night = HandMade(systems=("salesforce",))
    for at, number in enumerate(numbers):
        told = {"id": f"0015g0000000000AA{at}", "tax_id_c": number, "billing_country_code": "RO"}
        night.raw("salesforce.account", told)
    types = dict.fromkeys(("kind", "context", "typed", "value", "problem"), "text")
    readings = [("tax_id", "RO", number, *tax_id.read(number, "RO")) for number in numbers]
    readings.append(("country", "", "RO", *country.read("RO")))
    night.fill("readings", types, [dict(zip(types, row, strict=True)) for row in readings])
    found = night.read("int_records__compared", "tax_id", "country")
    assert found == [("RO18547290", "RO")] * 2
