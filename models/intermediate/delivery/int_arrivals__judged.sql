with stops as (
    select * from {{ ref('int_stops__driven') }}
),

windows as (
    select site_id, weekday, on_date, is_closed, opens_minute, closes_minute, limits, valid_from, valid_to, is_weekly
    from {{ ref('int_delivery_windows__read') }}
    where is_understood
),

held as (
    select
        stops.stop_id,
        false as is_of_the_day,
        stops.arrival_minute >= windows.opens_minute
        and case
            when windows.limits = 'end_of_service' then coalesce(stops.departure_minute, stops.arrival_minute)
            else stops.arrival_minute
        end <= windows.closes_minute as is_inside
    from stops
    inner join windows on stops.site_id = windows.site_id and stops.weekday = windows.weekday
    where windows.is_weekly and stops.due_on between windows.valid_from and coalesce(windows.valid_to, stops.due_on)
    union all
    select
        stops.stop_id,
        true as is_of_the_day,
        not windows.is_closed
        and stops.arrival_minute between windows.opens_minute and windows.closes_minute as is_inside
    from stops
    inner join windows on stops.site_id = windows.site_id and stops.due_on = windows.on_date
),

{# What was said of the very day counts instead of the week's hours. #}
judged as (
    select
        stop_id,
        case
            when bool_or(is_of_the_day) then bool_or(case when is_of_the_day then is_inside end)
            else bool_or(is_inside)
        end as is_inside
    from held
    group by stop_id
)

select
    stops.*,
    judged.is_inside
from stops
left join judged on stops.stop_id = judged.stop_id
