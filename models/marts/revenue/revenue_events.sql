with revenue_events as (
    {{ unify('revenue_events') }}
),

contracts as (
    select contract_id, customer_id from {{ ref('contracts') }}
),

described as (
    select
        revenue_events.revenue_event_id,
        revenue_events.source_system,
        revenue_events.contract_id,
        contracts.customer_id,
        revenue_events.obligation,
        revenue_events.amount,
        revenue_events.planned_on,
        revenue_events.recognised_on,
        revenue_events.evidence,
        revenue_events.evidence_on,
        {{ is_same_month('revenue_events.recognised_on', 'revenue_events.evidence_on') }} as is_in_period_of_transfer
    from revenue_events
    left join contracts on revenue_events.contract_id = contracts.contract_id
)

select * from described
