with revenue_events as (
    {{ unify('revenue_events') }}
),

contracts as (
    select contract_id, customer_id, currency from {{ ref('int_contracts__linked') }}
),

linked as (
    select
        revenue_events.*,
        contracts.customer_id,
        contracts.contract_id is not null as is_contract_known,
        {{ converted('revenue_events.amount', 'contracts.currency', 'rates') }} as company_amount
    from revenue_events
    left join contracts on revenue_events.contract_id = contracts.contract_id
    {{ join_rate('rates', 'contracts.currency', 'coalesce(revenue_events.recognised_on, revenue_events.planned_on)') }}
)

select * from linked
