{{ config(enabled='route_planner' in var('sources')) }}

with windows as (
    {{ current_rows('route_planner', 'time_windows') }}
),

renamed as (
    select
        {{ record_id('route_planner', 'window_id') }} as window_id,
        {{ record_id('route_planner', 'site_id') }} as site_id,
        window_text,
        strictness,
        limits,
        promised_by,
        feasibility_approved_by,
        valid_from,
        valid_to,
        reviewed_on
    from windows
)

select * from renamed
