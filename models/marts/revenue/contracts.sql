with contracts as (
    select * from {{ ref('int_contracts__linked') }}
),

taken_back as (
    select record_id as revenue_event_id
    from {{ ref('int_revenue_visits__defined') }}
    where left_at is null and stage_means = 'taken_back'
),

{# Revenue that was taken back is not recognised, whatever day still stands on its line. #}
planned as (
    select
        revenue_events.contract_id,
        cast(count(*) as integer) as obligation_count,
        sum(
            case when revenue_events.recognised_on is not null and taken_back.revenue_event_id is null then revenue_events.amount end
        ) as recognised_amount,
        min(revenue_events.recognised_on) as first_recognised_on
    from ({{ unify('revenue_events') }}) as revenue_events
    left join taken_back on revenue_events.revenue_event_id = taken_back.revenue_event_id
    group by revenue_events.contract_id
),

{# What was billed in another currency counts by the rates of its day. #}
billings as (
    select
        contracts.contract_id,
        case
            when contracts.currency is null or billings.currency is null or billings.currency = upper(contracts.currency)
                then billings.amount
            else billings.company_amount / nullif(rates.rate, 0)
        end as amount
    from {{ ref('int_billings__signed') }} as billings
    inner join contracts on billings.contract_id = contracts.contract_id
    {{ join_rate('rates', 'contracts.currency', 'billings.issued_on') }}
),

billed as (
    select contract_id, {{ whole_sum('amount') }} as amount
    from billings
    group by contract_id
),

{# A contract and its addenda are billed and earned as one. #}
together as (
    select
        members.contract_id,
        {{ whole_sum('parts.amount') }} as agreed_amount,
        sum(coalesce(billed.amount, 0)) as agreed_billed_amount,
        sum(coalesce(planned.recognised_amount, 0)) as agreed_recognised_amount
    from {{ ref('int_contracts__counted') }} as members
    inner join {{ ref('int_contracts__counted') }} as others on members.opportunity_id = others.opportunity_id
    inner join contracts as parts on others.contract_id = parts.contract_id
    left join billed on others.contract_id = billed.contract_id
    left join planned on others.contract_id = planned.contract_id
    group by members.contract_id
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
        cast(case when billed.contract_id is null then 0 else billed.amount end as numeric(18, 2)) as billed_amount,
        cast(coalesce(together.agreed_amount, contracts.amount) as numeric(18, 2)) as agreed_amount,
        cast(coalesce(together.agreed_billed_amount, billed.amount, 0) as numeric(18, 2)) as agreed_billed_amount,
        cast(
            coalesce(together.agreed_recognised_amount, planned.recognised_amount, 0) as numeric(18, 2)
        ) as agreed_recognised_amount,
        upper(trim(contracts.currency)) as currency,
        contracts.company_amount
    from contracts
    left join planned on contracts.contract_id = planned.contract_id
    left join approvals on contracts.contract_id = approvals.contract_id
    left join billed on contracts.contract_id = billed.contract_id
    left join together on contracts.contract_id = together.contract_id
)

select * from described
