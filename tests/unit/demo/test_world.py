"""The clean world keeps what it promises: real numbers, kept budgets, no two customers alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import phonenumbers
import pytest
from stdnum import ean, lei
from stdnum.ch import uid
from stdnum.de import vat as de_vat
from stdnum.gb import vat as gb_vat
from stdnum.gr import vat as gr_vat
from stdnum.ro import cf
from stdnum.us import ein

from customer_truth.demo import generate
from customer_truth.windows.text import read_hours

CUSTOMERS = 4000
_TAX_ID = {
    "CH": lambda number: uid.validate(number.removesuffix(" MWST")),
    "DE": de_vat.validate,
    "GB": gb_vat.validate,
    "GR": gr_vat.validate,
    "RO": cf.validate,
    "US": ein.validate,
}
Ask = Callable[[str], list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    folder: Path = tmp_path_factory.mktemp("world")
    generate(folder, customers=CUSTOMERS, seed=11, clean=True)
    with duckdb.connect() as connection:
        for path in folder.glob("*/*.parquet"):
            connection.execute(f'create schema if not exists "{path.parent.name}"')
            view = f'"{path.parent.name}"."{path.stem}"'
            connection.execute(f"create view {view} as from read_parquet('{path}')")
        yield lambda query: connection.execute(query).fetchall()


def _texts(rows: list[tuple[object, ...]]) -> Iterator[tuple[str, ...]]:
    return (tuple(map(str, row)) for row in rows)


_ACCOUNTS = """
    select tax_id_c as tax_id, billing_country_code as country from salesforce.account
    where tax_id_c is not null and not is_deleted
    union all
    select property_tax_id, property_country from hubspot.company where property_tax_id is not null
    union all
    select custentity_tax_id, custentity_country from netsuite.customer
"""


def test_tax_ids_have_their_check_digit(ask: Ask) -> None:
    rows = list(_texts(ask(_ACCOUNTS)))
    assert {country for _, country in rows} == set(_TAX_ID)
    for tax_id, country in rows:
        _TAX_ID[country](tax_id)
    spellings = "select distinct custentity_tax_id like '__-%' from netsuite.customer"
    assert sorted(ask(spellings)) == [(False,), (True,)]


def test_a_tax_id_is_one_customers(ask: Ask) -> None:
    digits = "right(regexp_replace(custentity_tax_id, '[^0-9]', '', 'g'), 9)"
    counts = (
        f"select count(*), count(distinct custentity_country || {digits}) from netsuite.customer "
        "where isinactive = 'F'"
    )
    ((held, distinct),) = ask(counts)
    assert held == distinct
    pairs = f"""
        select count(*) from netsuite.customer
        join salesforce.account on custentity_crm_account = 'salesforce:' || account.id
        where {digits} <> right(regexp_replace(tax_id_c, '[^0-9]', '', 'g'), 9)
    """
    assert ask(pairs) == [(0,)]


def test_company_and_site_numbers_have_their_check_digit(ask: Ask) -> None:
    glns = list(_texts(ask("select gln from route_planner.sites where gln is not null")))
    leis = list(_texts(ask("select lei_c from salesforce.account where lei_c is not null")))
    assert len(set(glns)) == len(glns) > 100
    assert len(leis) > 20
    for (gln,) in glns:
        ean.validate(gln)
    for (number,) in leis:
        lei.validate(number)


def test_phones_are_numbers_of_their_country(ask: Ask) -> None:
    rows = ask("""
        select phone, billing_country_code from salesforce.account where length(phone) > 8
        union all
        select phone, custentity_country from netsuite.customer
        union all
        select contact.phone, billing_country_code
        from salesforce.contact join salesforce.account on account.id = account_id
    """)
    for phone, country in _texts(rows):
        assert phonenumbers.is_valid_number_for_region(phonenumbers.parse(phone, country), country)


def test_two_companies_seldom_share_a_phone(ask: Ask) -> None:
    active = "select phone, custentity_country from netsuite.customer where isinactive = 'F'"
    rows = list(_texts(ask(active)))
    numbers = {
        phonenumbers.format_number(
            phonenumbers.parse(phone, country), phonenumbers.PhoneNumberFormat.E164
        )
        for phone, country in rows
    }
    assert len(numbers) == len(rows)


def test_two_customers_of_one_name_share_nothing_else(ask: Ask) -> None:
    pairs = """
        select count(*) from netsuite.customer as a join netsuite.customer as b
        on a.companyname = b.companyname and a.id < b.id and a.isinactive = b.isinactive
        and (a.phone = b.phone or a.email = b.email or a.custentity_street = b.custentity_street)
    """
    assert ask(pairs) == [(0,)]
    ((names, customers),) = ask(
        "select count(distinct companyname), count(*) from netsuite.customer where isinactive = 'F'"
    )
    assert names == customers


@pytest.mark.parametrize(
    ("table", "child", "parent"),
    [
        ("salesforce.account", "id", "parent_id"),
        ("hubspot.company", "id", "property_parent_company_id"),
        ("netsuite.customer", "id", "parent"),
    ],
)
def test_parents_are_known_and_end_within_three(
    ask: Ask, table: str, child: str, parent: str
) -> None:
    chains = f"""
        with recursive chains as (
            select {child} as child, {parent} as parent, 1 as depth from {table}
            union all
            select chains.child, above.{parent}, depth + 1
            from chains join {table} as above on above.{child} = chains.parent where depth < 9
        )
        select max(depth), count(*) filter (where depth = 3) > 0 from chains
    """
    assert ask(chains) == [(3, True)]
    orphans = f"select count(*) from {table} where {parent} not in (select {child} from {table})"
    assert ask(orphans) == [(0,)]


def test_absorbed_records_left_everything_to_the_survivor(ask: Ask) -> None:
    ((merged, resolved),) = ask("""
        select count(*), count(survivor.id) from salesforce.account as absorbed
        left join salesforce.account as survivor
        on survivor.id = absorbed.master_record_id and not survivor.is_deleted
        where absorbed.is_deleted
    """)
    assert merged == resolved
    assert CUSTOMERS // 400 < int(str(merged)) < CUSTOMERS // 100
    for table in ("contact", "opportunity"):
        left = f"""
            select count(*) from salesforce.{table}
            join salesforce.account on account.id = account_id where account.is_deleted
        """
        assert ask(left) == [(0,)]
    assert ask("""
        select count(*) > 0, count(survivor.id) = count(*), count(absorbed.id) < count(*)
        from hubspot.contact_merge_audit
        left join hubspot.contact as survivor on survivor.id = canonical_vid
        left join hubspot.contact as absorbed on absorbed.id = vid_to_merge
    """) == [(True, True, True)]


def test_sites_lie_near_their_postcode(ask: Ask) -> None:
    distances = """
        select max(111.2 * sqrt(
                power(latitude - north, 2) + power((longitude - east) * cos(radians(north)), 2)
            )),
            count(distinct postal_code) / count(distinct city)
        from route_planner.sites
        join (
            select postal_code, median(latitude) as north, median(longitude) as east
            from route_planner.sites group by postal_code
        ) using (postal_code)
    """
    ((farthest_km, postcodes_per_city),) = ask(distances)
    assert float(str(farthest_km)) < 10
    assert 8 <= float(str(postcodes_per_city)) <= 30
    regions = """
        select count(distinct (city, state)) from route_planner.sites
        group by postal_code order by 1 desc limit 1
    """
    assert ask(regions) == [(1,)]


def test_every_typed_window_is_understood(ask: Ask) -> None:
    typed = ask("""
        select window_text from route_planner.time_windows
        union select receiving_hours from route_planner.sites where receiving_hours is not null
        union select requested_window from route_planner.sites where requested_window is not null
        union select hours_text from route_planner.window_days where hours_text is not null
        union select custentity_delivery_window from netsuite.customer
        where custentity_delivery_window is not null
    """)
    assert len(typed) > 45
    assert [text for (text,) in _texts(typed) if read_hours(text) is None] == []


def test_exceptions_stay_in_their_budgets(ask: Ask) -> None:
    shares = """
        select max(priorities / sites), max(firsts / sites), sum(priorities) > 0, sum(firsts) > 0
        from (
            select depot_id, count(distinct site_id)::double as sites,
                count(distinct site_id) filter (where kind = 'priority') as priorities,
                count(distinct site_id) filter (where kind = 'first_stop') as firsts
            from route_planner.sites
            left join route_planner.service_exceptions using (site_id)
            where is_active group by depot_id
        )
    """
    ((priority, first, has_priority, has_first),) = ask(shares)
    assert float(str(priority)) <= 0.03
    assert float(str(first)) <= 0.015
    assert (has_priority, has_first) == (True, True)


def test_a_route_has_one_first_stop_and_it_is_the_first(ask: Ask) -> None:
    firsts = """
        select max(count(*)) over (), max(max(sequence)) over (), count(*) over () > 0
        from route_planner.planned_stops
        where site_id in (
            select site_id from route_planner.service_exceptions where kind = 'first_stop'
        )
        group by route_id limit 1
    """
    assert ask(firsts) == [(1, 1, True)]


def test_routes_fit_a_shift_and_half_of_them_are_static(ask: Ask) -> None:
    ((hours, share, extra, named),) = ask("""
        select max(epoch(planned_end - planned_start)) / 3600, count(static_route) / count(*),
            count(*) filter (where is_extra),
            count(exception_id) filter (where is_extra and requested_by is not null)
        from route_planner.routes
    """)
    assert float(str(hours)) <= 10.5
    assert 0.35 < float(str(share)) < 0.65
    assert extra == named
    assert int(str(extra)) > 0


def test_static_routes_carry_steady_volume(ask: Ask) -> None:
    swings = """
        with weeks as (
            select static_route, date_trunc('week', route_date) as week, sum(ordered_cases) as cases
            from route_planner.routes
            join route_planner.planned_stops using (route_id)
            join route_planner.orders using (order_id)
            where route_date between date '2026-09-07' and date '2026-11-01'
            and static_route is not null
            group by all
        )
        select max(swing), count(*) > 10 from (
            select (max(cases) - min(cases)) / avg(cases) as swing
            from weeks group by static_route having count(*) = 8
        )
    """
    ((swing, is_enough),) = ask(swings)
    assert float(str(swing)) < 0.5
    assert is_enough


def test_daily_deliveries_are_worth_it_or_granted(ask: Ask) -> None:
    low = """
        select count(*) from (
            select site_id from route_planner.service_plans
            join route_planner.orders using (site_id)
            where valid_to is null and deliveries_per_week >= 5 and site_id not in (
                select site_id from route_planner.service_exceptions where kind = 'daily_delivery'
            )
            group by site_id, order_minimum having avg(amount) < order_minimum
        )
    """
    assert ask(low) == [(0,)]


def test_one_person_answers_for_each_served_customer(ask: Ask) -> None:
    assert ask("""
        select min(n), max(n), count(*) = (
            select count(*) from netsuite.customer
            where isinactive = 'F' and entityid not like 'C9%'
        ) from (
            select count(*) as n from spreadsheets.account_owners
            where decision = 'account' and valid_to is null and valid_from <= '2026-11-02'
            group by customer_number
        )
    """) == [(1, 1, True)]
    assert ask("""
        select count(*) from spreadsheets.account_owners as a
        join spreadsheets.account_owners as b
        on a.customer_number = b.customer_number and a.decision = b.decision
        and a.entry_id < b.entry_id and a.valid_from <= coalesce(b.valid_to, '9999')
        and b.valid_from <= coalesce(a.valid_to, '9999')
    """) == [(0,)]


def test_what_delivery_reports_is_what_was_delivered(ask: Ask) -> None:
    ((delivered, reported, full),) = ask("""
        select (
            select count(*) from route_planner.orders
            where status = 'delivered' and requested_on < date '2026-11-01'
        ), sum(denominator::bigint), sum(numerator::bigint)
        from spreadsheets.otif_reports
    """)
    assert delivered == reported == full


def test_nobody_delivers_to_a_closed_door(ask: Ask) -> None:
    assert ask("""
        select count(*) from route_planner.orders join route_planner.window_days using (site_id)
        where is_closed and on_date = requested_on
    """) == [(0,)]
    assert ask("select count(*) > 0 from route_planner.window_days") == [(True,)]


def test_every_open_deal_has_somebody_who_decides(ask: Ask) -> None:
    assert ask("""
        select count(*) from salesforce.opportunity where not is_closed and account_id not in (
            select account_id from salesforce.contact
            where deal_role_c in ('Decision maker', 'Economic buyer')
        )
    """) == [(0,)]
    assert ask("""
        select count(*) from hubspot.deal join hubspot.deal_company using (deal_id)
        where company_id not in (
            select coalesce(survivor.id, property_associatedcompanyid) from hubspot.contact
            left join hubspot.company as survivor
            on survivor.property_hs_merged_object_ids = contact.property_associatedcompanyid::text
            where property_deal_role in ('Decision maker', 'Economic buyer')
        )
    """) == [(0,)]
