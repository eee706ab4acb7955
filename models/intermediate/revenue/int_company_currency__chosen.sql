{#-
    The currency that all sums are in: the one to which currency_rates.csv leads; where it leads
    nowhere, that of the ERP's rates; where there are none, the one in which most of the company's
    customers and documents stand; where they name none, that of its cost rates.
-#}
with used as (
    {%- for entity in ['accounts', 'billing_accounts', 'parties', 'opportunities', 'contracts', 'invoices'] %}
    select {{ currency_code('currency') }} as currency from ({{ unify(entity) }}) as {{ entity }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

{# An ERP with several books has rates into each one's currency; the one in use most is the company's. #}
bases as (
    select distinct to_currency as currency from ({{ unify('currency_rates') }}) as erp_rates where rate > 0
),

counted as (
    select used.currency, case when bases.currency is null then 2 else 1 end as choice, count(*) as record_count
    from used
    left join bases on used.currency = bases.currency
    where length(used.currency) = 3
    group by used.currency, bases.currency
    union all
    select currency, 1, 0
    from bases
    union all
    select to_currency, 0, count(*)
    from {{ source('night', 'currency_rates') }}
    group by to_currency
    union all
    select {{ currency_code('currency') }}, 3, count(*)
    from {{ ref('cost_rates') }}
    group by {{ currency_code('currency') }}
),

ranked as (
    select
        currency,
        row_number() over (order by choice, record_count desc, {{ byte_order('currency') }}) as preference
    from counted
),

chosen as (
    select currency from ranked where preference = 1
)

select * from chosen
