with contracts as (
    select * from {{ ref('int_contracts__linked') }}
),

planned as (
    select
        contract_id,
        cast(count(*) as integer) as obligation_count,
        sum(case when recognised_on is not null then amount end) as recognised_amount,
        min(recognised_on) as first_recognised_on
    from ({{ unify('revenue_events') }}) as revenue_events
    group by contract_id
),

billed as (
    select contract_id, sum(amount) as amount
    from {{ ref('invoices') }}
    group by contract_id
),

approvals as (
    select record_id as contract_id, min(changed_at) as approved_at
    from {{ ref('int_stage_changes__named') }}
    where lifecycle = 'contract' and stage_means = 'confirmed'
    group by record_id
),

described as (
    select
        contracts.contract_id,
        contracts.source_system,
        contracts.customer_id,
        contracts.opportunity_id,
        contracts.amount,
        contracts.signed_at,
        contracts.starts_on,
        contracts.ends_on,
        contracts.payment_terms,
        contracts.approved_by,
        contracts.is_collectable,
        contracts.status,
        contracts.has_substance,
        contracts.has_nonstandard_terms,
        coalesce(planned.obligation_count, 0) as obligation_count,
        approvals.approved_at,
        planned.first_recognised_on,
        cast(coalesce(planned.recognised_amount, 0) as numeric(18, 2)) as recognised_amount,
        cast(coalesce(billed.amount, 0) as numeric(18, 2)) as billed_amount
    from contracts
    left join planned on contracts.contract_id = planned.contract_id
    left join approvals on contracts.contract_id = approvals.contract_id
    left join billed on contracts.contract_id = billed.contract_id
)

select * from described
