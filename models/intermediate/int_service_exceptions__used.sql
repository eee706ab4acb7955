with exceptions as (
    select * from {{ ref('int_service_exceptions__granted') }}
),

stopped as (
    select * from {{ ref('int_service_exceptions__stopped') }}
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

narrow_windows as (
    select window_id, site_id, weekday, valid_from, valid_to
    from {{ ref('delivery_windows') }}
    where feasibility_approved_by is not null and is_understood
),

stops as (
    select site_id, route_date
    from {{ ref('int_stops__routed') }}
    where {{ in_last_eight_weeks('route_date') }}
),

windows as (
    select narrow_windows.window_id, count(distinct stops.route_date) as units
    from narrow_windows
    inner join stops
        on
            narrow_windows.site_id = stops.site_id
            and narrow_windows.weekday = {{ iso_weekday('stops.route_date') }}
            and stops.route_date >= narrow_windows.valid_from
            and stops.route_date <= coalesce(narrow_windows.valid_to, stops.route_date)
    group by narrow_windows.window_id
),

orders as (
    select order_id
    from {{ ref('orders') }}
    where
        minimum_exception_by is not null
        and status <> 'cancelled'
        and {{ in_last_eight_weeks('cast(ordered_at as date)') }}
),

used as (
    select
        exceptions.exception_id,
        cast(coalesce(
            stopped.units, trucks.units, windows.units, case when orders.order_id is not null then 1 end, 0
        ) as integer) as units,
        cast(coalesce(stopped.uses_after_expiry, trucks.uses_after_expiry, 0) as integer) as uses_after_expiry,
        cast(coalesce(stopped.stops_after_expiry, trucks.uses_after_expiry, 0) as integer) as stops_after_expiry
    from exceptions
    left join stopped on exceptions.exception_id = stopped.exception_id
    left join trucks on exceptions.exception_id = trucks.exception_id
    left join windows on exceptions.window_id = windows.window_id
    left join orders on exceptions.order_id = orders.order_id
)

select * from used
