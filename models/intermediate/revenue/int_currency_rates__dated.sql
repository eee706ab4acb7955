{#-
    A rate holds until the next one. What the registry says of a currency goes before the ERP's own table.
    What is not above zero is no rate: from its day on nobody knows one, whatever was said before.
-#}
with company as (
    select currency from {{ ref('int_company_currency__chosen') }}
),

registry as (
    select from_currency, to_currency, valid_from, rate from {{ source('night', 'currency_rates') }}
),

in_registry as (
    select distinct from_currency from registry
),

said as (
    select from_currency, to_currency, valid_from, rate from registry
    union all
    select erp.from_currency, erp.to_currency, erp.valid_from, erp.rate
    from ({{ unify('currency_rates') }}) as erp
    left join in_registry on erp.from_currency = in_registry.from_currency
    where in_registry.from_currency is null
),

dated as (
    select
        said.from_currency as currency,
        said.valid_from,
        coalesce(
            lead(said.valid_from) over (partition by said.from_currency order by said.valid_from), date '9999-12-31'
        ) as valid_until,
        cast(case when said.rate > 0 then said.rate end as numeric(28, 10)) as rate,
        cast(said.rate as numeric(28, 10)) as said_rate
    from said
    inner join company on said.to_currency = company.currency
    where said.from_currency <> company.currency
    union all
    select currency, date '0001-01-01', date '9999-12-31', cast(1 as numeric(28, 10)), cast(1 as numeric(28, 10)) from company
)

select * from dated
