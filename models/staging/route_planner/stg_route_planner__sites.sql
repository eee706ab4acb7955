{{ config(enabled='route_planner' in var('sources')) }}

with sites as (
    {{ current_rows('route_planner', 'sites') }}
),

renamed as (
    select
        {{ record_id('route_planner', 'site_id') }} as site_id,
        {{ number_id('customer_number') }} as customer_number,
        {{ record_id('route_planner', 'depot_id') }} as depot_id,
        time_zone,
        latitude,
        longitude,
        is_active,
        postal_code,
        country_code as country,
        gln,
        receiving_hours,
        requested_window as requested_window_text,
        created_at
    from sites
)

select * from renamed
