{{ config(enabled='route_planner' in var('sources')) }}

with routes as (
    {{ current_rows('route_planner', 'routes') }}
),

renamed as (
    select
        {{ record_id('route_planner', 'route_id') }} as route_id,
        {{ record_id('route_planner', 'depot_id') }} as depot_id,
        route_date,
        driver_id,
        planned_start as planned_start_at,
        planned_end as planned_end_at,
        static_route,
        coalesce(is_extra, false) as is_extra,
        {{ record_id('route_planner', 'exception_id') }} as exception_id,
        requested_by
    from routes
)

select * from renamed
