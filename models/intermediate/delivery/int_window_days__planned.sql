with windows as (
    select
        windows.*,
        {{ hours_text('windows.opens_minute', 'windows.closes_minute') }} as hours,
        contained.lies_in_receiving_hours,
        contained.lies_in_depot_hours
    from {{ ref('int_delivery_windows__read') }} as windows
    inner join {{ ref('int_delivery_windows__contained') }} as contained
        on windows.delivery_window_id = contained.delivery_window_id
    where windows.is_in_force and windows.is_weekly
),

worded as (
    select site_id, weekday, {{ listed_text('hours') }} as hours
    from (select distinct site_id, weekday, hours from windows) as windows
    group by site_id, weekday
),

measured as (
    select
        site_id,
        weekday,
        min(opens_minute) as opens_minute,
        max(closes_minute) as closes_minute,
        min(width_minutes) as narrowest_minutes,
        bool_or(limits = 'end_of_service') as limits_end_of_service,
        bool_and(lies_in_receiving_hours) as lies_in_receiving_hours,
        bool_and(lies_in_depot_hours) as lies_in_depot_hours
    from windows
    group by site_id, weekday
)

select
    measured.*,
    worded.hours
from measured
inner join worded on measured.site_id = worded.site_id and measured.weekday = worded.weekday
