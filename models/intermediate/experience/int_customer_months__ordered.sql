with billed as (
    select order_id, min(issued_on) as issued_on
    from {{ ref('int_invoices__paid') }}
    where order_id is not null
    group by order_id
),

orders as (
    select
        orders.customer_id,
        cast(date_trunc('month', coalesce(orders.otif_on, orders.requested_on, {{ system_day('orders.source_system', 'orders.ordered_at') }})) as date) as month_on,
        orders.status = 'delivered' as is_delivered,
        orders.status in ('cancelled', 'unavailable') as is_cancelled,
        orders.status = 'delivered' and orders.otif_definition is not null as is_judged,
        coalesce(orders.is_on_time_by_definition, false) as is_on_time,
        coalesce(orders.is_in_full, false) as is_in_full,
        coalesce(billed.issued_on <= {{ local_date('orders.delivered_at', 'orders.clock') }} + 3, false) as is_invoiced_in_time,
        orders.lowest_rating,
        orders.company_amount as amount
    from {{ ref('int_orders__promised') }} as orders
    left join billed on orders.order_id = billed.order_id
    where orders.customer_id is not null
),

{# Months that are over, from the first order of the customer on. #}
months as (
    select distinct month_on
    from orders
    where month_on < date_trunc('month', {{ today() }})
),

beginnings as (
    select customer_id, min(month_on) as first_month_on
    from orders
    where not is_cancelled
    group by customer_id
),

counted as (
    select
        customer_id,
        month_on,
        sum(case when is_cancelled then 0 else 1 end) as order_count,
        sum(case when is_delivered then 1 else 0 end) as delivery_count,
        sum(case when is_judged then 1 else 0 end) as judged_count,
        sum(case when is_judged and not is_on_time then 1 else 0 end) as late_count,
        sum(case when is_judged and not is_in_full then 1 else 0 end) as short_count,
        sum(case when is_delivered and not is_invoiced_in_time then 1 else 0 end) as uninvoiced_count,
        min(lowest_rating) as lowest_rating,
        {{ whole_sum('case when is_cancelled then 0 else amount end') }} as ordered_amount
    from orders
    group by customer_id, month_on
),

ordered as (
    select
        beginnings.customer_id,
        months.month_on,
        coalesce(counted.order_count, 0) as order_count,
        coalesce(counted.delivery_count, 0) as delivery_count,
        coalesce(counted.judged_count, 0) as judged_count,
        coalesce(counted.late_count, 0) as late_count,
        coalesce(counted.short_count, 0) as short_count,
        coalesce(counted.uninvoiced_count, 0) as uninvoiced_count,
        counted.lowest_rating,
        {{ zero_without('counted.customer_id', 'counted.ordered_amount') }} as ordered_amount
    from beginnings
    inner join months on beginnings.first_month_on <= months.month_on
    left join counted on beginnings.customer_id = counted.customer_id and months.month_on = counted.month_on
)

select * from ordered
