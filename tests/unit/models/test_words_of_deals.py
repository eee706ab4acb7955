"""A forecast category and a role are called as the company likes; what they mean is asked for."""

from __future__ import annotations

import pytest

from tests.hand_made import HandMade


def _word(system: str, field: str, word: str, means: str) -> dict[str, str]:
    return {"source_system": system, "field": field, "word": word, "means": means}


@pytest.mark.parametrize(
    ("name", "vendors_own", "is_known", "category"),
    [
        ("Commit", None, True, "Commit"),
        ("Zusage", None, True, "Commit"),
        ("ZUSAGE", None, True, "Commit"),
        ("Zusage", None, False, "Zusage"),  # a finding of whoever answers for the system
        ("Zusage", "Forecast", False, "Commit"),
        ("Chance", "BestCase", False, "Best Case"),
        ("Eher ja", "MostLikely", False, "Most Likely"),
        (None, None, True, None),
    ],
)
def test_a_renamed_forecast_category_of_salesforce_is_the_one_that_it_means(
    name: str | None, vendors_own: str | None, is_known: bool, category: str | None
) -> None:
    made = HandMade(systems=("salesforce",))
    deal = {"id": "006", "forecast_category_name": name, "forecast_category": vendors_own}
    made.raw("salesforce.opportunity", deal)
    if is_known:
        made.seed("system_words", _word("salesforce", "forecast_category", "Zusage", "Commit"))
    read = made.read("stg_salesforce__opportunities", "forecast_category")
    assert read == [(category,)]


@pytest.mark.parametrize(
    ("name", "category"),
    [("COMMIT", "Commit"), ("BEST_CASE", "Best Case"), ("OMIT", "Omitted"), ("Ours", "Ours")],
)
def test_a_forecast_category_of_hubspot_is_read_by_its_own_name(name: str, category: str) -> None:
    made = HandMade(systems=("hubspot",))
    made.raw("hubspot.deal", {"deal_id": 1, "property_hs_forecast_category": name})
    assert made.read("stg_hubspot__opportunities", "forecast_category") == [(category,)]


def test_a_name_is_no_word_of_the_company_where_salesforce_says_what_it_is() -> None:
    made = HandMade(systems=("salesforce",))
    made.raw(
        "salesforce.opportunity",
        {"id": "006A", "forecast_category_name": "Zusage", "forecast_category": "Forecast"},
        {"id": "006B", "forecast_category_name": "Chance"},
    )
    read = made.read("stg_salesforce__words", "word", where="field = 'forecast_category'")
    assert read == [("chance",)]


@pytest.mark.parametrize("system", ["salesforce", "hubspot"])
def test_each_of_several_roles_is_a_word_of_its_own(system: str) -> None:
    made = HandMade(systems=(system,))
    column = {"salesforce": "deal_role_c", "hubspot": "property_deal_role"}[system]
    made.raw(
        f"{system}.contact",
        {"id": 1, column: "Champion;Decision maker"},
        {"id": 2, column: "champion; Blocker ;"},
    )
    read = made.read(f"stg_{system}__words", "word", "record_count", where="field = 'deal_role'")
    assert sorted(read) == [("blocker", 1), ("champion", 2), ("decision maker", 1)]


def test_a_contact_with_two_roles_decides_and_is_one_person() -> None:
    made = HandMade(systems=("salesforce",))
    made.stand_in(
        "contacts",
        "select 'salesforce' as source_system, 'c' || n as contact_id, 'k' as customer_id, "
        "role as deal_role from (values (1, 'Champion;Decision maker'), "
        "(2, 'Economic buyer; decision Maker'), (3, 'Influencer'), (4, null)) as said (n, role)",
    )
    made.stand_in(
        "int_customer_ids__resolved",
        "select 'salesforce:001' as source_record_id, 'k' as customer_id, 'account' as entity",
    )
    made.stand_in(
        "int_promised_windows__planned",
        "select '' as opportunity_id, 1 as promised_day_count, 1 as planned_day_count where false",
    )
    made.stand_in(
        "int_contracts__agreed",
        "select '' as contract_id, '' as opportunity_id, '' as currency, 1 as amount, "
        "1 as term_months, date '2026-01-01' as starts_on, date '2026-01-01' as signed_at "
        "where false",
    )
    made.stand_in("customer_crosswalk", "select '' as customer_id, '' as entity where false")
    made.raw("salesforce.opportunity", {"id": "006", "account_id": "001"})
    assert made.read("opportunities", "decision_maker_count") == [(2,)]
