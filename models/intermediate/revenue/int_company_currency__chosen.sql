{#-
    The currency that all sums are in: the one to which currency_rates.csv leads; where it leads
    nowhere, the one in which most of the company's customers and documents stand.
-#}
with used as (
    {%- for entity in ['accounts', 'billing_accounts', 'parties', 'opportunities', 'contracts', 'invoices'] %}
    select upper(trim(currency)) as currency from ({{ unify(entity) }}) as {{ entity }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

counted as (
    select currency, 1 as choice, count(*) as record_count
    from used
    where length(currency) = 3
    group by currency
    union all
    select to_currency, 0, count(*)
    from {{ source('night', 'currency_rates') }}
    group by to_currency
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
