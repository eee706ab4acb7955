with exceptions as (
    select * from {{ ref('int_service_exceptions__decided') }}
),

used as (
    select * from {{ ref('int_service_exceptions__used') }}
),

rates as (
    select * from {{ ref('int_cost_rates__in_force') }}
),

sites as (
    select site_id, customer_id, depot_id from {{ ref('int_sites__located') }}
),

costed as (
    select
        exceptions.*,
        sites.customer_id,
        sites.depot_id,
        used.units,
        used.uses_after_expiry,
        used.stops_after_expiry,
        cast(rates.amount as numeric(18, 2)) as unit_cost,
        cast((used.units + used.uses_after_expiry) * rates.amount as numeric(18, 2)) as cost,
        company.currency
    from exceptions
    inner join used on exceptions.exception_id = used.exception_id
    left join sites on exceptions.site_id = sites.site_id
    left join rates on exceptions.cost_rate = rates.rate
    left join {{ ref('int_company_currency__chosen') }} as company on true
)

select * from costed
