with revenue_events as (
    select *, case when recognised_on is not null then amount end as recognised_amount
    from {{ ref('int_revenue_events__linked') }}
),

orders as (
    select order_id, customer_id, delivered_at from {{ ref('int_orders__promised') }}
),

described as (
    select
        revenue_events.revenue_event_id,
        revenue_events.source_system,
        revenue_events.contract_id,
        revenue_events.customer_id,
        revenue_events.obligation,
        revenue_events.amount,
        revenue_events.company_amount,
        revenue_events.allocated_amount,
        cast(
            case
                when count(revenue_events.recognised_on) over by_obligation = count(revenue_events.recognised_amount) over by_obligation
                    then coalesce(sum(revenue_events.recognised_amount) over by_obligation, 0)
            end as numeric(18, 2)
        ) as obligation_recognised_amount,
        revenue_events.planned_on,
        revenue_events.recognised_on,
        revenue_events.evidence,
        revenue_events.evidence_on,
        revenue_events.order_id,
        revenue_events.is_contract_known,
        coalesce(orders.customer_id = revenue_events.customer_id and orders.delivered_at is not null, false) as is_order_delivered,
        revenue_events.is_variable,
        revenue_events.estimate_method,
        {{ is_same_month('revenue_events.recognised_on', 'revenue_events.evidence_on') }} as is_in_period_of_transfer
    from revenue_events
    left join orders on revenue_events.order_id = orders.order_id
    window by_obligation as (partition by revenue_events.contract_id, revenue_events.obligation)
)

select * from described
