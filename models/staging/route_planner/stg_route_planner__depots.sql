{{ config(enabled='route_planner' in var('sources')) }}

with depots as (
    {{ current_rows('route_planner', 'depots') }}
),

timed as (
    select
        {{ record_id('route_planner', 'depot_id') }} as depot_id,
        time_zone,
        {{ clock_minute('opens_at') }} as opens_minute,
        {{ clock_minute('closes_at') }} as closes_minute
    from depots
),

{# A depot that closes before it opens works through the night. #}
renamed as (
    select
        depot_id,
        time_zone,
        opens_minute,
        case when closes_minute <= opens_minute then closes_minute + 1440 else closes_minute end as closes_minute
    from timed
)

select * from renamed
