{#- Every day on which an amount of a currency stands; credit limits, cost rates and open deals stand today. -#}
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
    union all
    select 'cost rate', currency, {{ today() }}
    from {{ ref('cost_rates') }}
    where {{ is_valid_today('valid_from', 'valid_to') }}
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

rated as (
    select counted.*, rates.rate, rates.said_rate
    from counted
    {{ join_rate('rates', 'counted.currency', 'counted.stood_on') }}
),

months as (
    select
        currency,
        cast(date_trunc('month', stood_on) as date) as month_on,
        coalesce(min(case when rate is null then entity end), min(entity)) as entity,
        sum(amount_count) as amount_count,
        sum(case when rate is null then amount_count else 0 end) as unrated_count,
        min(case when rate is null then stood_on end) as unrated_from,
        case when count(rate) = count(*) then min(rate) end as rate,
        min(case when rate is null then said_rate end) as said_rate
    from rated
    group by currency, date_trunc('month', stood_on)
),

described as (
    select
        months.currency || ':' || substr(cast(months.month_on as text), 1, 7) as currency_month_id,
        months.currency,
        months.month_on,
        months.entity,
        cast(months.amount_count as integer) as amount_count,
        cast(months.unrated_count as integer) as unrated_count,
        months.unrated_from,
        months.rate,
        months.said_rate,
        company.currency as company_currency
    from months
    cross join {{ ref('int_company_currency__chosen') }} as company
)

select * from described
