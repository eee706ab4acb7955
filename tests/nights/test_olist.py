"""Real data: every finding on the Olist marketplace equals plain SQL on the same files."""

from __future__ import annotations

import duckdb
import pytest

from tests.olist import FOLDER, olist_night

PLAIN_SQL = {
    "won_deal_has_a_customer_record": """
        select count(*) from closed_deals as d
        where d.seller_id not in (select seller_id from sellers)""",
    "deal_is_won_after_first_contact": """
        select count(*) from closed_deals as d
        join marketing_qualified_leads as l using (mql_id)
        where d.won_date < l.first_contact_date""",
    "lead_has_a_source": """
        select count(*) from marketing_qualified_leads where origin is null""",
    "order_arrives_as_promised": """
        select count(*) from orders
        where order_delivered_customer_date::date > order_estimated_delivery_date::date""",
    "cancelled_order_is_not_paid": """
        select count(*) from orders
        where order_status in ('canceled', 'unavailable') and order_id in (
            select order_id from order_payments group by order_id having sum(payment_value) > 0)""",
    "kept_promise_leaves_a_satisfied_customer": """
        with paid as (
            select order_id, sum(payment_value) as paid from order_payments group by order_id),
        priced as (
            select order_id, sum(price + freight_value) as price from order_items group by order_id)
        select count(*) from orders
        join paid using (order_id) join priced using (order_id)
        where order_status = 'delivered' and paid > 0 and paid >= price - 0.05
        and order_delivered_customer_date::date <= order_estimated_delivery_date::date
        and order_id in (select order_id from order_reviews where review_score <= 2)""",
    "olist_seller_is_won_from_a_known_source": """
        select count(*) from marketing_qualified_leads join closed_deals using (mql_id)
        where won_date >= first_contact_date and (origin is null or origin = 'unknown')""",
    "olist_seller_has_a_segment_when_won": """
        select count(*) from closed_deals where business_segment is null""",
    "olist_seller_sells_in_time": """
        with firsts as (
            select seller_id, min(order_purchase_timestamp) as first_order
            from order_items join orders using (order_id) group by seller_id)
        select count(*) from closed_deals join sellers using (seller_id)
        join firsts using (seller_id)
        where first_order::date - won_date::date not between 0 and 90""",
    "olist_seller_begins_with_a_good_review": """
        with dated as (
            select seller_id, review_creation_date as day, review_score
            from order_items join order_reviews using (order_id)),
        firsts as (select seller_id, min(day) as day from dated group by seller_id)
        select count(*) from (
            select seller_id, min(review_score) as score
            from dated join firsts using (seller_id, day) group by seller_id) as scored
        join closed_deals using (seller_id) join sellers using (seller_id) where score < 3""",
    "olist_seller_does_not_rest_in_a_stage": """
        with clock as (select max(order_purchase_timestamp) as as_of from orders),
        dated as (
            select seller_id, min(order_purchase_timestamp) as ordering,
                min(review_creation_date) as reviewed
            from order_items join orders using (order_id) left join order_reviews using (order_id)
            group by seller_id),
        stood as (
            select mql_id, unnest([
                {'since': first_contact_date::timestamp, 'place': 1, 'limit_days': null},
                {'since': won_date, 'place': 2, 'limit_days': 60},
                {'since': case when s.seller_id is not null then won_date end, 'place': 3,
                 'limit_days': 90},
                {'since': ordering, 'place': 4, 'limit_days': 60},
                {'since': reviewed, 'place': 5, 'limit_days': null}
            ], recursive := true)
            from marketing_qualified_leads left join closed_deals as d using (mql_id)
            left join sellers as s using (seller_id) left join dated using (seller_id)),
        last as (
            select mql_id, arg_max(coalesce(limit_days, 9999), row(since, place)) as limit_days,
                max(since) as since
            from stood where since is not null group by mql_id)
        select count(*) from last, clock
        where epoch(as_of - since) / 86400 > limit_days""",
    "postcode_lies_in_one_region": """
        with parties as (
            select seller_zip_code_prefix as zip, seller_state as state from sellers
            union all
            select arg_min(customer_zip_code_prefix, customer_id),
                arg_min(customer_state, customer_id)
            from customers group by customer_unique_id),
        counted as (select zip, state, count(*) as n from parties group by zip, state),
        usual as (
            select zip, max(n) as most, sum(n) as everybody, arg_max(state, n) as state
            from counted group by zip)
        select count(*) from parties join usual using (zip)
        where most >= 3 and 2 * most > everybody and parties.state <> usual.state""",
}
KNOWN = {
    "won_deal_has_a_customer_record": (462, 842),
    "deal_is_won_after_first_contact": (1, 842),
    "lead_has_a_source": (60, 8000),
}


@pytest.fixture(scope="module")
def olist_run(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    run = olist_night(tmp_path_factory.mktemp("olist"))
    return {rule["id"]: rule for rule in run["rules"]}


@pytest.fixture(scope="module")
def plain() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for path in FOLDER.glob("olist_*_dataset.csv"):
        name = path.stem.removeprefix("olist_").removesuffix("_dataset")
        connection.execute(f"create view {name} as from read_csv('{path}', header = true)")
    return connection


@pytest.mark.parametrize("rule", PLAIN_SQL)
def test_a_finding_on_real_data_equals_plain_sql(
    olist_run: dict[str, dict[str, object]], plain: duckdb.DuckDBPyConnection, rule: str
) -> None:
    (expected,) = plain.execute(PLAIN_SQL[rule]).fetchone() or (None,)
    assert expected
    assert olist_run[rule]["failing"] == expected
    assert olist_run[rule]["owner"]
    assert olist_run[rule]["person"]


@pytest.mark.parametrize("rule", KNOWN)
def test_the_known_figures_of_the_marketplace_are_found(
    olist_run: dict[str, dict[str, object]], rule: str
) -> None:
    assert (olist_run[rule]["failing"], olist_run[rule]["records"]) == KNOWN[rule]


def test_rules_of_systems_that_are_off_are_not_applicable_and_say_so(
    olist_run: dict[str, dict[str, object]],
) -> None:
    assert olist_run["ticket_belongs_to_a_customer"]["verdict"] == "not_applicable"
    assert olist_run["ticket_belongs_to_a_customer"]["reason"] == "zendesk is off"
