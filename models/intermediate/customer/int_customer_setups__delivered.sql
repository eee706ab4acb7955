with setups as (
    {{ unify('customer_setups') }}
),

customers as (
    select * from {{ ref('int_customer_numbers__resolved') }}
),

delivered as (
    select
        customer_id,
        min(arrived_at) as first_delivery_at,
        {{ whole_sum("case when status = 'cancelled' then 0 else company_amount end") }} as ordered_amount
    from {{ ref('int_orders__promised') }}
    where site_id is not null
    group by customer_id
),

linked as (
    select
        setups.setup_id,
        setups.source_system,
        customers.customer_id,
        setups.requested_at,
        setups.requested_by,
        setups.checked_at,
        setups.approved_at,
        setups.approved_by,
        setups.open_item_count,
        delivered.first_delivery_at,
        cast({{ zero_without('delivered.customer_id', 'delivered.ordered_amount') }} as numeric(18, 2)) as ordered_amount
    from setups
    left join customers on setups.customer_number = customers.customer_number
    left join delivered on customers.customer_id = delivered.customer_id
)

select * from linked
