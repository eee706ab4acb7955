with contracts as (
    select * from {{ ref('int_contracts__linked') }}
),

deals as (
    select opportunity_id, currency from {{ ref('int_opportunities__staged') }}
),

counted as (
    select * from {{ ref('int_contracts__counted') }}
),

{#
    Contracts in several currencies make one amount in the deal's. The term runs from the first day
    of the first of them to the last day of the last.
#}
agreed as (
    select
        counted.opportunity_id,
        max(case when counted.is_newest then contracts.contract_id end) as contract_id,
        max(contracts.signed_at) as signed_at,
        max(contracts.signed_on) as signed_on,
        {{ whole_sum('contracts.amount') }} as amount,
        {{ whole_sum('contracts.company_amount') }} as company_amount,
        min({{ currency_code('contracts.currency') }}) as currency,
        count(distinct {{ currency_code('contracts.currency') }}) as currency_count,
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
        agreed.opportunity_id,
        agreed.contract_id,
        agreed.signed_at,
        cast(
            case
                when agreed.currency_count < 2 then agreed.amount
                when deals.currency is null then agreed.company_amount
                else agreed.company_amount / nullif(rates.rate, 0)
            end as numeric(18, 2)
        ) as amount,
        case when agreed.currency_count < 2 then agreed.currency end as currency,
        agreed.starts_on,
        case when agreed.contract_count = 1 then agreed.longest_term_months else {{ term_months('agreed.starts_on', 'agreed.ends_on') }} end as term_months,
        agreed.has_nonstandard_terms
    from agreed
    left join deals on agreed.opportunity_id = deals.opportunity_id
    {{ join_rate('rates', 'deals.currency', 'agreed.signed_on') }}
)

select * from described
