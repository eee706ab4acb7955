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
    select site_id, customer_id, depot_id from {{ ref('customer_sites') }}
),

described as (
    select
        exceptions.exception_id,
        exceptions.source_system,
        exceptions.origin,
        exceptions.kind,
        exceptions.decision,
        exceptions.decider,
        exceptions.site_id,
        sites.customer_id,
        sites.depot_id,
        exceptions.driver_id,
        exceptions.reason,
        exceptions.requested_by,
        exceptions.granted_by,
        exceptions.granted_on,
        exceptions.expires_on,
        exceptions.needs_expiry,
        {{ is_valid_today('exceptions.granted_on', 'exceptions.expires_on') }} as is_in_force,
        used.units + used.uses_after_expiry > 0 as is_in_use,
        exceptions.is_granted_by_decider,
        used.units,
        used.uses_after_expiry,
        used.stops_after_expiry,
        exceptions.cost_rate,
        cast(rates.amount as numeric(18, 2)) as unit_cost,
        cast(used.units * rates.amount as numeric(18, 2)) as cost,
        rates.currency
    from exceptions
    inner join used on exceptions.exception_id = used.exception_id
    left join sites on exceptions.site_id = sites.site_id
    left join rates on exceptions.cost_rate = rates.rate
)

select * from described
