"""What happens to one row in a million is ruled out by the way it is made, at any size.

Each test forces a coincidence of a company of a million customers upon a few rows.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from customer_truth.demo.plant import Plant
from customer_truth.demo.plants import load_plants
from customer_truth.demo.world import script

ROOT = Path(__file__).parents[3]
CUSTOMERS = 400


@pytest.fixture(scope="module")
def plants() -> dict[str, Plant]:
    return {plant.name: plant for plant in load_plants(ROOT)}


@pytest.fixture
def world() -> duckdb.DuckDBPyConnection:
    """The words and chances of the world, and its empty schemas."""
    connection = duckdb.connect()
    connection.execute("create macro seed() as 7")
    connection.execute(f"create macro customer_count() as {CUSTOMERS}")
    for schema in ("company", "salesforce", "hubspot", "netsuite"):
        connection.execute(f"create schema {schema}")
    for name in ("macros", "words"):
        connection.execute(script(name))
    return connection


def _alike(world: duckdb.DuckDBPyConnection, shared: str) -> tuple[int, int]:
    """Pairs of customers that share it in one city, and those of them with names alike."""
    found = world.execute(f"""
        select count(*), count(*) filter (
            jaro_winkler_similarity(lower(a.name), lower(b.name)) > 0.85
        )
        from company.customers as a join company.customers as b using (city, {shared})
        where a.c < b.c
    """).fetchone()
    assert found
    return found[0], found[1]


def test_customers_with_alike_names_share_no_number_when_numbers_run_out(
    world: duckdb.DuckDBPyConnection,
) -> None:
    world.execute("create or replace macro number_count(country, areas) as 2")
    world.execute(script("company"))
    shared, alike = _alike(world, "phone")
    assert shared > 1000
    assert alike == 0


def test_customers_with_alike_names_live_in_houses_of_their_own(
    world: duckdb.DuckDBPyConnection,
) -> None:
    world.execute("create or replace macro streets() as ['Alder']")
    world.execute("create or replace macro street_kinds() as ['St']")
    world.execute(
        "create or replace macro whole(stream, n, lowest, highest) as case stream "
        "when 'street number' then 10 + n % 2 "
        "else lowest + floor(rnd(stream, n) * (highest - lowest + 1))::integer end"
    )
    world.execute(script("company"))
    shared, alike = _alike(world, "street")
    assert shared > 1000
    assert alike == 0


def test_a_small_company_has_a_number_for_everybody(world: duckdb.DuckDBPyConnection) -> None:
    world.execute(script("company"))
    assert world.execute(
        "select count(*), count(distinct phone) from company.customers"
    ).fetchone() == (CUSTOMERS, CUSTOMERS)


def test_a_ticket_is_either_new_or_taken_at_the_very_second(
    world: duckdb.DuckDBPyConnection,
) -> None:
    world.execute(
        "create or replace macro rnd(stream, n) as case stream when 'ticket' then 0 else 0.9 end"
    )
    world.execute(
        "create table company.customers as select 1 as c, true as is_served, 9 as size, "
        "as_of() - interval 25 hour as served_since"
    )
    world.execute(
        "create table company.invoices (invoice bigint, c integer, o bigint, issued_on date, "
        "currency text, amount decimal(18, 2))"
    )
    world.execute(script("tickets"))
    found = world.execute(
        "select distinct created_at = as_of() - interval 20 hour, status, first_agent "
        "from company.tickets"
    ).fetchall()
    assert found == [(True, "new", None)]


def test_a_double_is_planted_only_of_an_account_that_still_stands(
    world: duckdb.DuckDBPyConnection, plants: dict[str, Plant]
) -> None:
    world.execute(
        "create table salesforce.account as select account_key(1) as id, 'Prospect' as type, "
        "unnest([true, false]) as is_deleted, unnest(['12-3456789', null]) as tax_id_c, "
        "'1 Alder St' as billing_street, null as parent_id, '+49 40 66969 000' as phone"
    )
    world.execute("create table salesforce.contact (account_id text, phone text)")
    doubles = [
        plant
        for plant in plants.values()
        if plant.change.kind == "duplicate"
        and plant.change.target == '"salesforce"."account"'
        and any(finds.rule == "suspected_duplicate_is_decided" for finds in plant.finds)
    ]
    assert len(doubles) >= 4
    for plant in doubles:
        picked = world.execute(
            f"select distinct is_deleted from salesforce.account as t where {plant.change.where}"
        ).fetchall()
        assert (True,) not in picked, plant.name


@pytest.mark.parametrize("name", ["tax_id_names_one_customer#2", "tax_id_names_one_customer#3"])
def test_no_two_planted_tax_ids_are_the_same(
    world: duckdb.DuckDBPyConnection, plants: dict[str, Plant], name: str
) -> None:
    made = plants[name].change.sets["tax_id_c"]
    assert world.execute(
        f"select count(distinct {made}) "
        "from (select c as _customer, account_key(c) as id from range(1, 9001) as n (c)) as t"
    ).fetchone() == (9000,)


@pytest.mark.parametrize(
    ("name", "days"),
    [("won_deal_is_not_reopened", 3), ("bonus_is_paid_on_a_deal_that_is_won#2", 12)],
)
def test_a_nurture_during_a_planted_negotiation_is_known_by_the_short_id_too(
    world: duckdb.DuckDBPyConnection, plants: dict[str, Plant], name: str, days: int
) -> None:
    world.execute(f"""
        create table salesforce.opportunity_history as select 'D' as id, 'Closed Won' as stage_name,
            timestamp '2026-03-01 15:00:00' as _fivetran_start;
        create table salesforce.opportunity as select 'D' as id, contact_key(4) as contact_id;
        create table hubspot.contact as select m as id, left(contact_key(4), 15 + 3 * m) as
            property_salesforce_contact_id from range(2) as contacts (m);
        create table hubspot.email_campaign as select 1 as id, 'NURTURE' as type;
        create table hubspot.email_event as select unnest(['first', 'after']) as id,
            1 as email_campaign_id, unnest([timestamp '2026-03-03 15:00:00',
            timestamp '2026-03-01 15:00:00' + interval {days} day]) as created;
        create table company.sent_to as select m as contact_id, id as event_id
            from range(2) as contacts (m), hubspot.email_event
    """)
    key = next(f.key for f in plants[name].finds if f.rule.startswith("nurture_"))
    found = world.execute(
        "select found.* from (select *, contact_key(4) as contact_id "
        f"from salesforce.opportunity_history) as t, lateral ({key}) as found (key)"
    ).fetchall()
    assert found == [("hubspot:first",), ("hubspot:first",)]


def test_a_contract_signed_before_the_first_quarter_told_of_is_missed_in_that_of_its_deal_only(
    world: duckdb.DuckDBPyConnection, plants: dict[str, Plant]
) -> None:
    world.execute(
        "create table company.deals as select 1 as c, 9 as d, 'salesforce' as crm, "
        "timestamp '2026-01-01 15:00:00' as final_at"
    )
    finds = plants["won_deal_has_a_signed_contract#2"].finds
    key = next(f.key for f in finds if f.rule == "forecast_and_contracts_are_bridged")
    found = world.execute(
        "select found.key like '%:2026-01-01' from (select crm_deal('salesforce', 9) as "
        "custrecord_crm_deal, timestamp '2025-12-31 20:00:00' as custrecord_signed) as t, "
        f"lateral ({key}) as found (key)"
    ).fetchall()
    assert found == [(True,)]


@pytest.mark.parametrize(
    "name", ["contract_amount_agrees_with_the_deal", "forecast_and_contracts_are_bridged"]
)
@pytest.mark.parametrize(("won", "is_picked"), [(50_000, True), (200_000, False)])
def test_a_price_is_not_made_wrong_where_a_much_larger_one_hides_it(
    world: duckdb.DuckDBPyConnection, plants: dict[str, Plant], name: str, won: int, is_picked: bool
) -> None:
    world.execute(
        "create table company.customers as select 1 as c, 'salesforce' as crm, 'USD' as currency, "
        "'Net 14' as terms"
    )
    world.execute(
        "create table company.deals as select 1 as c, 'salesforce' as crm, 'USD' as currency, "
        "'won' as outcome, unnest([9, 10]) as d, "
        f"unnest([10000, {won}])::decimal(18, 2) as amount, "
        "unnest([timestamp '2026-05-02 15:00:00', timestamp '2026-06-20 15:00:00']) as final_at"
    )
    world.execute(script("contracts"))
    world.execute(
        "create table netsuite.customrecord_contract as select c as _customer, "
        "crm_deal(crm, d) as custrecord_crm_deal, amount as custrecord_amount, "
        "signed_at as custrecord_signed from company.contracts where d = 9"
    )
    picked = world.execute(
        f"select 1 from netsuite.customrecord_contract as t where {plants[name].change.where}"
    ).fetchall()
    assert bool(picked) is is_picked
