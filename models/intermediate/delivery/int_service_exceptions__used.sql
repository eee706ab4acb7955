with exceptions as (
    select * from {{ ref('int_service_exceptions__granted') }}
),

plans as (
    select site_id, order_minimum from {{ ref('int_service_plans__in_force') }} where order_minimum > 0
),

{# Daily delivery costs the stops that drops of the minimum would not need. #}
stopped as (
    select
        stopped.*,
        case
            when exceptions.kind <> 'daily_delivery' then stopped.uses_in_term
            when stopped.amount_in_term is null then null
            else greatest(stopped.uses_in_term - {{ drops_needed('stopped.amount_in_term', 'plans.order_minimum') }}, 0)
        end as units
    from {{ ref('int_service_exceptions__stopped') }} as stopped
    inner join exceptions on stopped.exception_id = exceptions.exception_id
    left join plans on exceptions.site_id = plans.site_id
),

routes as (
    select exception_id, route_date
    from ({{ unify('routes') }}) as routes
    where exception_id is not null and {{ in_last_eight_weeks('route_date') }}
),

trucks as (
    select
        exceptions.exception_id,
        sum(case when routes.route_date <= coalesce(exceptions.expires_on, routes.route_date) then 1 else 0 end) as units,
        sum(case when routes.route_date > exceptions.expires_on then 1 else 0 end) as uses_after_expiry
    from exceptions
    inner join routes on exceptions.exception_id = routes.exception_id
    where exceptions.kind = 'extra_truck'
    group by exceptions.exception_id
),

windows as (
    select * from {{ ref('int_narrow_windows__stopped') }}
),

orders as (
    select orders.order_id
    from {{ ref('int_orders__promised') }} as orders
    where
        orders.minimum_exception_by is not null
        and orders.status <> 'cancelled'
        and {{ in_last_eight_weeks(system_day('orders.source_system', 'orders.ordered_at')) }}
),

used as (
    select
        exceptions.exception_id,
        cast(
            case
                when stopped.exception_id is not null then stopped.units
                else coalesce(trucks.units, windows.units, case when orders.order_id is not null then 1 end, 0)
            end as integer
        ) as units,
        cast(coalesce(stopped.uses_after_expiry, trucks.uses_after_expiry, 0) as integer) as uses_after_expiry,
        cast(coalesce(stopped.stops_after_expiry, trucks.uses_after_expiry, 0) as integer) as stops_after_expiry
    from exceptions
    left join stopped on exceptions.exception_id = stopped.exception_id
    left join trucks on exceptions.exception_id = trucks.exception_id
    left join windows on exceptions.window_id = windows.window_id
    left join orders on exceptions.order_id = orders.order_id
)

select * from used
