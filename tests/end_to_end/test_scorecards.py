"""The headline figure, counted another way: from the raw files alone, without any model."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.conftest import night_of

MONTHS = ["2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10"]
FUNCTIONS = {"delivery", "finance", "marketing", "sales", "service", "together"}
# Complaints by the words of the desk and of finance, and the words that say who is unhappy.
FROM_RAW = """
with customer as (
    select entityid as number, id as erp_id, custentity_crm_account as crm from netsuite.customer
),
account as (
    select 'salesforce:' || id as account, erp_customer_id_c as number from salesforce.account
    union all
    select 'hubspot:' || id, property_erp_customer_id from hubspot.company
),
owned as (
    select account, coalesce(account.number, customer.number) as number
    from account left join customer on customer.crm = account.account
),
orders as (
    select o.customer_number as number, strftime(o.requested_on, '%Y-%m') as month, o.status,
        o.customer_rating as stars,
        o.delivered_cases >= o.ordered_cases
            and s.arrived_at >= o.promised_from - interval 30 minute
            and s.arrived_at <= o.promised_until + interval 15 minute as is_good,
        exists (
            from netsuite."transaction" as i
            where i.type = 'CustInvc' and i.custbody_order = o.order_id
            and i.trandate <= s.departed_at::date + 3
        ) as is_billed
    from route_planner.orders as o
    left join route_planner.actual_stops as s using (order_id)
),
message as (
    select m.ticket_id, u.role = 'end-user' as is_theirs, m.created,
        lag(u.role = 'end-user') over it as was_theirs, lag(m.created) over it as before
    from zendesk.ticket_comment as m join zendesk."user" as u on u.id = m.user_id
    window it as (partition by m.ticket_id order by m.created, m.id)
),
ticket as (
    select g.external_id as number, strftime(t.created_at, '%Y-%m') as month,
        t.custom_category as kind, t.custom_reported_sla as sla, r.score as rating,
        t.id in (
            select ticket_id from message
            where is_theirs and was_theirs and created - before > interval 1 hour
        ) as is_chased,
        t.id in (
            select ticket_id from zendesk.ticket_field_history
            where field_name = 'custom_escalated' and value = 'true'
        ) as is_escalated
    from zendesk.ticket as t
    join zendesk.organization as g on g.id = t.organization_id
    left join zendesk.satisfaction_rating as r on r.ticket_id = t.id
),
complaint as (
    select number, month, kind from ticket
    union all
    select number, strftime(trandate, '%Y-%m'), custbody_credit_reason
    from netsuite."transaction" join customer on erp_id = entity
    where type = 'CustCred'
),
wrong as (
    select distinct number, month from complaint
    where kind not in ('temperature_log', 'change_delivery_day', 'new_contact')
    union
    select number, month from ticket where is_chased or is_escalated or rating = 'bad'
    union
    select number, month from orders where status = 'delivered' and is_good is not true
    union
    select number, month from orders where stars <= 3
    union
    select customer_number, answered_on[:7] from spreadsheets.surveys where score::integer <= 6
),
sent as (
    select lower(e.recipient) as address, strftime(e.created, '%Y-%m') as month
    from hubspot.email_event as e where e.type = 'SENT'
),
written as (
    select owned.number, sent.month, bool_or(exists (
        from hubspot.contact_property_history as h
        where h.contact_id = contact.id and h.name = 'hs_email_optout' and h.value = 'true'
        and strftime(h."timestamp", '%Y-%m') = sent.month
    )) as opted_out
    from sent
    join hubspot.contact as contact on lower(contact.property_email) = sent.address
    left join salesforce.contact as person on person.id = contact.property_salesforce_contact_id
    join owned on owned.account = coalesce(
        'salesforce:' || person.account_id, 'hubspot:' || contact.property_associatedcompanyid)
    group by all
),
month as (select unnest(?) as month),
known as (
    select number, month.month
    from (select number, min(month) as first from orders where status <> 'cancelled' group by 1)
    join month on month.month >= first
),
claim as (
    select number, month, 'sales' as function, exists (
        from orders where orders.number = known.number and orders.month = known.month
        and status <> 'cancelled') as is_green
    from known
    union all
    select number, month, 'delivery', bool_and(coalesce(is_good, false))
    from orders where status = 'delivered' group by all
    union all
    select number, month, 'finance', bool_and(is_billed)
    from orders where status = 'delivered' group by all
    union all
    select number, month, 'service', bool_and(sla = 'met')
    from ticket where sla is not null group by all
    union all
    select number, month, 'marketing', not opted_out from written
),
whole as (
    select number, month, is_green and not exists (
        from wrong where wrong.number = claim.number and wrong.month = claim.month) as is_whole
    from claim where function = 'sales'
),
counted as (
    from claim
    union all
    select number, month, 'together', bool_and(is_green) from claim group by number, month
)
select month, function, count(*)::integer, count_if(is_green)::integer, count_if(is_whole)::integer
from counted join known using (number, month) join whole using (number, month)
group by all order by all
"""
FROM_MART = """
select strftime(month_on, '%Y-%m'), function, customer_count, green_count, whole_count,
    green_share, whole_share, gap
from marts.function_scorecards order by all
"""


@pytest.fixture(scope="module")
def clean_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("clean")
    night = night_of(home, "--customers", "500", "--clean")
    assert night.ended.code == 0, night.ended.out
    return home


@pytest.fixture(scope="module")
def scorecards(clean_home: Path) -> list[tuple[object, ...]]:
    path = clean_home / "warehouse" / "customer_truth.duckdb"
    with duckdb.connect(str(path), read_only=True) as warehouse:
        return warehouse.execute(FROM_MART).fetchall()


def test_scorecards_equal_a_count_of_the_raw_files(
    clean_home: Path, scorecards: list[tuple[object, ...]]
) -> None:
    with duckdb.connect() as raw:
        for path in sorted((clean_home / "raw").glob("*/*.parquet")):
            raw.execute(f'create schema if not exists "{path.parent.name}"')
            view = f'"{path.parent.name}"."{path.stem}"'
            raw.execute(f"create view {view} as from read_parquet('{path}')")
        counted = raw.execute(FROM_RAW, [MONTHS]).fetchall()

    assert [row[:5] for row in scorecards] == counted
    assert {(month, function) for month, function, *_ in counted} == {
        (month, function) for month in MONTHS for function in FUNCTIONS
    }
    for *_, customers, green, whole, green_share, whole_share, gap in scorecards:
        assert green_share == pytest.approx(green / customers)
        assert whole_share == pytest.approx(whole / customers)
        assert gap == pytest.approx(green_share - whole_share)


def test_functions_are_greener_than_their_customers_months_were(
    scorecards: list[tuple[object, ...]],
) -> None:
    """Even where no rule finds anything: the distance is the product's headline figure."""
    together = [row for row in scorecards if row[1] == "together"]
    assert len(together) == len(MONTHS)
    for *_, gap in together:
        assert isinstance(gap, float)
        assert gap > 0.05
