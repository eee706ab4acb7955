{#- Every record that goes through a lifecycle, whose it is, and the money in it. -#}
with known as (
    select 'opportunity' as lifecycle, opportunity_id as record_id, customer_id, amount
    from {{ ref('int_opportunities__staged') }}
    union all
    select 'customer_setup' as lifecycle, setup_id as record_id, customer_id, ordered_amount as amount
    from {{ ref('customer_setups') }}
)

select * from known
