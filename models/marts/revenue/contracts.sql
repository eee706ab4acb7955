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
        {{ whole_sum(
            'case when revenue_events.recognised_on is not null and taken_back.revenue_event_id is null then revenue_events.amount else 0 end'
        ) }} as recognised_amount,
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
            when contracts.currency is null or billings.currency is null or billings.currency = {{ currency_code('contracts.currency') }}
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

counted as (
    select
        counted.opportunity_id,
        contracts.contract_id,
        contracts.amount,
        {{ currency_code('contracts.currency') }} as currency,
        case when contracts.currency is null then 1 else rates.rate end as rate,
        {{ zero_without('billed.contract_id', 'billed.amount') }} as billed_amount,
        {{ zero_without('planned.contract_id', 'planned.recognised_amount') }} as recognised_amount
    from {{ ref('int_contracts__counted') }} as counted
    inner join contracts on counted.contract_id = contracts.contract_id
    left join billed on contracts.contract_id = billed.contract_id
    left join planned on contracts.contract_id = planned.contract_id
    {{ join_rate('rates', 'contracts.currency', 'contracts.signed_on') }}
),

parts as (
    select
        members.contract_id,
        parts.amount,
        parts.billed_amount,
        parts.recognised_amount,
        case when parts.currency = members.currency then 1 else parts.rate / nullif(members.rate, 0) end as factor
    from counted as members
    inner join counted as parts on members.opportunity_id = parts.opportunity_id
),

{# A contract and its addenda are billed and earned as one, in the contract's own currency. #}
together as (
    select
        contract_id,
        {{ whole_sum('cast(amount * factor as numeric(18, 2))') }} as agreed_amount,
        {{ whole_sum('cast(billed_amount * factor as numeric(18, 2))') }} as agreed_billed_amount,
        {{ whole_sum('cast(recognised_amount * factor as numeric(18, 2))') }} as agreed_recognised_amount
    from parts
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
        cast(
            {{ zero_without('planned.contract_id', 'planned.recognised_amount') }} as numeric(18, 2)
        ) as recognised_amount,
        cast({{ zero_without('billed.contract_id', 'billed.amount') }} as numeric(18, 2)) as billed_amount,
        cast(
            case when together.contract_id is null then contracts.amount else together.agreed_amount end as numeric(18, 2)
        ) as agreed_amount,
        cast(
            case
                when together.contract_id is not null then together.agreed_billed_amount
                when billed.contract_id is not null then billed.amount
                else 0
            end as numeric(18, 2)
        ) as agreed_billed_amount,
        cast(
            case
                when together.contract_id is not null then together.agreed_recognised_amount
                when planned.contract_id is not null then planned.recognised_amount
                else 0
            end as numeric(18, 2)
        ) as agreed_recognised_amount,
        {{ currency_code('contracts.currency') }} as currency,
        contracts.company_amount,
        circular.contract_id is not null as is_circular
    from contracts
    left join planned on contracts.contract_id = planned.contract_id
    left join approvals on contracts.contract_id = approvals.contract_id
    left join billed on contracts.contract_id = billed.contract_id
    left join together on contracts.contract_id = together.contract_id
    left join {{ ref('int_contracts__circular') }} as circular on contracts.contract_id = circular.contract_id
)

select * from described
