{{ config(enabled='netsuite' in var('sources')) }}

with rates as (
    {{ current_rows('netsuite', 'currency_rate') }}
),

currencies as (
    {{ current_rows('netsuite', 'currency', but=['inactive']) }}
),

renamed as (
    select
        {{ currency_code('priced.symbol') }} as from_currency,
        {{ currency_code('bases.symbol') }} as to_currency,
        rates.effectivedate as valid_from,
        max(rates.exchangerate) as rate
    from rates
    inner join currencies as bases on rates.basecurrency = bases.id
    inner join currencies as priced on rates.transactioncurrency = priced.id
    where rates.effectivedate is not null
    group by {{ currency_code('priced.symbol') }}, {{ currency_code('bases.symbol') }}, rates.effectivedate
)

select * from renamed
