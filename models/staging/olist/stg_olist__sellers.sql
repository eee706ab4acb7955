{{ config(enabled='olist' in var('sources')) }}

with leads as (
    {{ current_rows('olist', 'olist_marketing_qualified_leads_dataset') }}
),

deals as (
    {{ current_rows('olist', 'olist_closed_deals_dataset') }}
),

sellers as (
    {{ current_rows('olist', 'olist_sellers_dataset') }}
),

items as (
    {{ current_rows('olist', 'olist_order_items_dataset') }}
),

orders as (
    {{ current_rows('olist', 'olist_orders_dataset') }}
),

reviews as (
    {{ current_rows('olist', 'olist_order_reviews_dataset') }}
),

firsts as (
    select
        items.seller_id,
        min(orders.order_purchase_timestamp) as first_order_at,
        min(reviews.review_creation_date) as first_review_at
    from items
    inner join orders on items.order_id = orders.order_id
    left join reviews on items.order_id = reviews.order_id
    group by items.seller_id
),

first_scores as (
    select items.seller_id, min(reviews.review_score) as first_review_score
    from items
    inner join reviews on items.order_id = reviews.order_id
    inner join firsts on items.seller_id = firsts.seller_id and reviews.review_creation_date = firsts.first_review_at
    group by items.seller_id
),

described as (
    select
        {{ record_id('olist', 'leads.mql_id') }} as lead_id,
        leads.origin as lead_source,
        deals.business_segment,
        sellers.seller_city as city,
        sellers.seller_zip_code_prefix as postal_code,
        first_scores.first_review_score,
        leads.first_contact_date as lead_at,
        deals.won_date as won_at,
        {#- The marketplace keeps no day of listing: a seller on its list counts as listed when it signed. #}
        case when sellers.seller_id is not null then deals.won_date end as listed_at,
        firsts.first_order_at,
        firsts.first_review_at
    from leads
    left join deals on leads.mql_id = deals.mql_id
    left join sellers on deals.seller_id = sellers.seller_id
    left join firsts on sellers.seller_id = firsts.seller_id
    left join first_scores on sellers.seller_id = first_scores.seller_id
)

select * from described
