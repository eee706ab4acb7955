with stops as (
    {{ unify('stops') }}
),

routes as (
    {{ unify('routes') }}
),

orders as (
    select
        order_id,
        customer_id,
        ordered_cases,
        case when status = 'cancelled' then 0 else amount end as amount,
        case when status <> 'cancelled' then coalesce(currency, '') end as currency,
        status <> 'cancelled' and amount < order_minimum and minimum_exception_by is null as is_small
    from {{ ref('int_orders__promised') }}
    where site_id is not null
),

{# A truck that brings two orders to one site stops there once. #}
visits as (
    select
        stops.route_id,
        stops.site_id,
        min(stops.sequence) as sequence,
        max({{ byte_order('orders.customer_id') }}) as ordering_customer_id,
        cast(sum(orders.ordered_cases) as bigint) as ordered_cases,
        cast(
            {{ sum_in_one_currency('case when orders.order_id is null then 0 else orders.amount end', 'orders.currency') }} as numeric(18, 2)
        ) as ordered_amount,
        max(orders.currency) as currency,
        bool_or(coalesce(orders.is_small, false)) as is_small
    from stops
    left join orders on stops.order_id = orders.order_id
    where stops.site_id is not null
    group by stops.route_id, stops.site_id
),

routed as (
    select
        visits.*,
        routes.route_date,
        routes.driver_id
    from visits
    inner join routes on visits.route_id = routes.route_id
)

select * from routed
