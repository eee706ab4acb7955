{{ config(enabled='route_planner' in var('sources')) }}

with orders as (
    {{ current_rows('route_planner', 'orders') }}
),

stops as (
    {{ current_rows('route_planner', 'actual_stops') }}
),

ranked_stops as (
    select
        *,
        row_number() over (
            partition by order_id order by arrived_at desc nulls last, {{ byte_order('actual_stop_id') }}
        ) as age_rank
    from stops
),

renamed as (
    select
        {{ record_id('route_planner', 'orders.order_id') }} as order_id,
        {{ number_id('orders.customer_number') }} as customer_number,
        cast(null as text) as buyer_id,
        {{ record_id('route_planner', 'orders.site_id') }} as site_id,
        {{ meaning_or_word('statuses', 'orders.status') }} as status,
        orders.ordered_at,
        orders.requested_on,
        orders.promised_from,
        orders.promised_until,
        stops.arrived_at,
        stops.departed_at as delivered_at,
        stops.proof_of_delivery_at,
        stops.arrived_at <= orders.promised_until as is_on_time,
        orders.ordered_cases,
        orders.delivered_cases,
        orders.amount,
        coalesce(orders.prepaid_amount, 0) as paid_amount,
        0 as payment_tolerance,
        orders.minimum_exception_by,
        orders.customer_rating as lowest_rating
    from orders
    {{ join_word('statuses', "'order_status'", 'orders.status', "'route_planner'") }}
    left join ranked_stops as stops on orders.order_id = stops.order_id and stops.age_rank = 1
)

select * from renamed
