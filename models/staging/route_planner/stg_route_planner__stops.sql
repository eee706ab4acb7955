{{ config(enabled='route_planner' in var('sources')) }}

with stops as (
    {{ current_rows('route_planner', 'planned_stops') }}
),

renamed as (
    select
        {{ record_id('route_planner', 'planned_stop_id') }} as stop_id,
        {{ record_id('route_planner', 'route_id') }} as route_id,
        {{ record_id('route_planner', 'site_id') }} as site_id,
        {{ record_id('route_planner', 'order_id') }} as order_id,
        sequence
    from stops
)

select * from renamed
