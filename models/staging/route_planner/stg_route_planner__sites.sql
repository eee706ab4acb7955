{{ config(enabled='route_planner' in var('sources')) }}

with sites as (
    {{ current_rows('route_planner', 'sites') }}
),

renamed as (
    select
        {{ record_id('route_planner', 'site_id') }} as site_id,
        customer_number,
        {{ record_id('route_planner', 'depot_id') }} as depot_id,
        time_zone,
        latitude,
        longitude,
        is_active
    from sites
)

select * from renamed
