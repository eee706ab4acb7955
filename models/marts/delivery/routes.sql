with routes as (
    {{ unify('routes') }}
),

loaded as (
    select * from {{ ref('int_routes__loaded') }}
),

exceptions as (
    select exception_id, granted_on, coalesce(expires_on, {{ today() }}) as expires_on
    from {{ ref('int_service_exceptions__granted') }}
    where kind = 'extra_truck'
),

rates as (
    select
        max(case when rate = 'stop' then amount end) as stop,
        max(case when rate = 'truck_day' then amount end) as truck_day
    from {{ ref('int_cost_rates__in_force') }}
),

described as (
    select
        routes.route_id,
        routes.source_system,
        routes.depot_id,
        routes.route_date,
        routes.driver_id,
        routes.static_route,
        {{ minutes_between('routes.planned_start_at', 'routes.planned_end_at') }} as planned_minutes,
        cast(coalesce(loaded.stop_count, 0) as integer) as stop_count,
        cast(coalesce(loaded.first_stop_promise_count, 0) as integer) as first_stop_promise_count,
        cast(coalesce(loaded.planned_cases, 0) as bigint) as planned_cases,
        routes.is_extra,
        routes.exception_id,
        coalesce(routes.route_date between exceptions.granted_on and exceptions.expires_on, false)
        as extra_exception_is_known,
        routes.requested_by,
        cast(
            coalesce(loaded.stop_count, 0) * rates.stop
            + case when routes.is_extra then rates.truck_day else 0 end as numeric(18, 2)
        ) as cost
    from routes
    cross join rates
    left join loaded on routes.route_id = loaded.route_id
    left join exceptions on routes.exception_id = exceptions.exception_id
)

select * from described
