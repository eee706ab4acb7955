{{ config(enabled='olist' in var('sources')) }}

with sellers as (
    {{ current_rows('olist', 'olist_sellers_dataset') }}
),

buyers as (
    {{ current_rows('olist', 'olist_customers_dataset') }}
),

{# A buyer has a row for each order; the place is that of the first key. #}
numbered_buyers as (
    select
        *,
        row_number() over (partition by customer_unique_id order by {{ byte_order('customer_id') }}) as order_rank
    from buyers
    where customer_unique_id is not null
),

parties as (
    select
        {{ record_id('olist', 'seller_id') }} as party_id,
        'seller' as entity,
        seller_city as city,
        seller_state as region,
        seller_zip_code_prefix as postal_code
    from sellers
    union all
    select
        {{ record_id('olist', 'customer_unique_id') }} as party_id,
        'buyer' as entity,
        customer_city as city,
        customer_state as region,
        customer_zip_code_prefix as postal_code
    from numbered_buyers
    where order_rank = 1
),

located as (
    select party_id, entity, 'BR' as country, 'BRL' as currency, city, region, postal_code
    from parties
)

select * from located
