{{ config(enabled='olist' in var('sources')) }}

with sellers as (
    {{ current_rows('olist', 'olist_sellers_dataset') }}
),

buyers as (
    {{ current_rows('olist', 'olist_customers_dataset') }}
),

addresses as (
    select
        {{ record_id('olist', 'seller_id') }} as party_id,
        'seller' as entity,
        seller_zip_code_prefix as postal_code,
        seller_city as city,
        seller_state as region
    from sellers
    union all
    select
        {{ record_id('olist', 'customer_unique_id') }},
        'buyer',
        customer_zip_code_prefix,
        customer_city,
        customer_state
    from buyers
    where customer_unique_id is not null
),

{# A buyer has an address for each order; the first in byte order stands, as one. #}
first_addresses as (
    select
        party_id,
        entity,
        min({{ byte_order("concat_ws(chr(31), coalesce(postal_code, ''), coalesce(region, ''), coalesce(city, ''))") }}) as address
    from addresses
    group by party_id, entity
),

located as (
    select
        party_id,
        entity,
        'BR' as country,
        'BRL' as currency,
        nullif(split_part(address, chr(31), 1), '') as postal_code,
        nullif(split_part(address, chr(31), 2), '') as region,
        nullif(split_part(address, chr(31), 3), '') as city
    from first_addresses
)

select * from located
