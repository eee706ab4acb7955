{{ config(enabled='olist' in var('sources')) }}

with sellers as (
    {{ current_rows('olist', 'olist_sellers_dataset') }}
),

buyers as (
    {{ current_rows('olist', 'olist_customers_dataset') }}
),

parties as (
    select {{ record_id('olist', 'seller_id') }} as party_id, 'seller' as entity
    from sellers
    union
    select {{ record_id('olist', 'customer_unique_id') }} as party_id, 'buyer' as entity
    from buyers
    where customer_unique_id is not null
),

located as (
    select party_id, entity, 'BR' as country, 'BRL' as currency
    from parties
)

select * from located
