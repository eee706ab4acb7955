with revenue_events as (
    {{ unify('revenue_events') }}
),

contracts as (
    select contract_id, customer_id from {{ ref('int_contracts__linked') }}
),

linked as (
    select
        revenue_events.*,
        contracts.customer_id,
        contracts.contract_id is not null as is_contract_known
    from revenue_events
    left join contracts on revenue_events.contract_id = contracts.contract_id
)

select * from linked
