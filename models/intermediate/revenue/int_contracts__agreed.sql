with contracts as (
    {{ unify('contracts') }}
),

counted as (
    select * from {{ ref('int_contracts__counted') }}
),

{# The term runs from the first day of the first of them to the last day of the last. #}
agreed as (
    select
        counted.opportunity_id,
        max(case when counted.is_newest then contracts.contract_id end) as contract_id,
        max(contracts.signed_at) as signed_at,
        case when count(contracts.amount) = count(*) then sum(contracts.amount) end as amount,
        case when min(contracts.currency) = max(contracts.currency) then min(contracts.currency) end as currency,
        min(contracts.starts_on) as starts_on,
        max(contracts.ends_on) as ends_on,
        max(contracts.term_months) as longest_term_months,
        bool_or(contracts.has_nonstandard_terms) as has_nonstandard_terms,
        count(*) as contract_count
    from counted
    inner join contracts on counted.contract_id = contracts.contract_id
    group by counted.opportunity_id
),

described as (
    select
        opportunity_id,
        contract_id,
        signed_at,
        cast(amount as numeric(18, 2)) as amount,
        currency,
        starts_on,
        case when contract_count = 1 then longest_term_months else {{ term_months('starts_on', 'ends_on') }} end as term_months,
        has_nonstandard_terms
    from agreed
)

select * from described
