{#- Every day on which an amount of a currency stands; credit limits and open deals stand today. -#}
with stood as (
    select 'invoice' as entity, currency, issued_on as stood_on from {{ ref('int_billings__signed') }}
    union all
    select 'contract', currency, signed_on from {{ ref('int_contracts__linked') }}
    union all
    select 'deal', currency, close_date from {{ ref('int_opportunities__staged') }} where amount is not null
    union all
    select 'credit limit', currency, {{ today() }}
    from ({{ unify('billing_accounts') }}) as billing_accounts
    where credit_limit is not null
),

counted as (
    select
        {{ currency_code('currency') }} as currency,
        least(coalesce(stood_on, {{ today() }}), {{ today() }}) as stood_on,
        min(entity) as entity,
        count(*) as amount_count
    from stood
    where trim(currency) <> ''
    group by {{ currency_code('currency') }}, least(coalesce(stood_on, {{ today() }}), {{ today() }})
),

described as (
    select
        counted.currency || ':' || cast(counted.stood_on as text) as currency_day_id,
        counted.currency,
        counted.stood_on,
        counted.entity,
        cast(counted.amount_count as integer) as amount_count,
        rates.rate,
        company.currency as company_currency
    from counted
    cross join {{ ref('int_company_currency__chosen') }} as company
    {{ join_rate('rates', 'counted.currency', 'counted.stood_on') }}
)

select * from described
