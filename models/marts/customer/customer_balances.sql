{# Costs are counted by the day of the route, so deliveries are counted by the day they were due. #}
with orders as (
    select
        orders.customer_id,
        cast(count(*) as integer) as delivered_count,
        avg(cast(case when is_on_time then 1 when not is_on_time then 0 end as double precision)) as on_time_share,
        cast({{ whole_sum('company_amount') }} as numeric(18, 2)) as revenue
    from {{ ref('orders') }} as orders
    where
        orders.customer_id is not null
        and orders.site_id is not null
        and orders.delivered_at is not null
        and {{ in_last_eight_weeks('coalesce(orders.otif_on, ' ~ system_day('orders.source_system', 'orders.delivered_at') ~ ')') }}
    group by orders.customer_id
),

costs as (
    select * from {{ ref('int_customer_costs__measured') }}
),

risks as (
    select * from {{ ref('int_customer_risks__measured') }}
),

company as (
    select currency from {{ ref('int_company_currency__chosen') }}
),

described as (
    select
        orders.customer_id,
        orders.delivered_count,
        orders.on_time_share,
        costs.stop_count,
        costs.exception_cost,
        costs.cost,
        orders.revenue,
        company.currency,
        case
            when orders.revenue > 0
                then cast(costs.cost as double precision) / cast(orders.revenue as double precision)
        end as cost_share,
        risks.credit_limit,
        risks.overdue_amount,
        cast(risks.overdue_amount as double precision)
        / cast(nullif(risks.credit_limit, 0) as double precision) as credit_share,
        coalesce(risks.is_on_credit_hold, false) as is_on_credit_hold,
        coalesce(risks.open_ticket_count, 0) as open_ticket_count
    from orders
    left join company on true
    left join costs on orders.customer_id = costs.customer_id
    left join risks on orders.customer_id = risks.customer_id
)

select * from described
