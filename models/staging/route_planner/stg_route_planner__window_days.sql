{{ config(enabled='route_planner' in var('sources')) }}

with days as (
    {{ current_rows('route_planner', 'window_days') }}
),

renamed as (
    select
        {{ record_id('route_planner', 'window_day_id') }} as window_day_id,
        {{ record_id('route_planner', 'site_id') }} as site_id,
        on_date,
        hours_text,
        is_closed
    from days
)

select * from renamed
