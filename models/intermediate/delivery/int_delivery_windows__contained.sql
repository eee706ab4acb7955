with windows as (
    select * from {{ ref('int_delivery_windows__read') }}
    where is_understood and width_minutes > 0
),

received as (
    select * from {{ ref('int_window_texts__joined') }}
),

asked as (
    select distinct
        receiving_hours,
        weekday,
        opens_minute,
        closes_minute,
        (weekday - 1) * 1440 + opens_minute as starts_at,
        (weekday - 1) * 1440 + closes_minute as ends_at
    from windows
    where receiving_hours in (select window_text from received)
),

inside_receiving as (
    select
        asked.receiving_hours,
        asked.weekday,
        asked.opens_minute,
        asked.closes_minute,
        bool_or(asked.starts_at >= received.starts_at and asked.ends_at <= received.ends_at) as is_inside
    from asked
    inner join received on asked.receiving_hours = received.window_text
    group by asked.receiving_hours, asked.weekday, asked.opens_minute, asked.closes_minute
),

{# A depot is open the same hours every day, so a window may lie in yesterday's or tomorrow's. #}
contained as (
    select
        windows.delivery_window_id,
        inside_receiving.is_inside as lies_in_receiving_hours,
        case
            when windows.keeps_depot_clock
                then
                    windows.depot_closes_minute - windows.depot_opens_minute >= 1440
                    {%- for offset in [-1440, 0, 1440] %}
                    or windows.opens_minute >= windows.depot_opens_minute + {{ offset }}
                    and windows.closes_minute <= windows.depot_closes_minute + {{ offset }}
                    {%- endfor %}
        end as lies_in_depot_hours
    from windows
    left join inside_receiving
        on
            windows.receiving_hours = inside_receiving.receiving_hours
            and windows.weekday = inside_receiving.weekday
            and windows.opens_minute = inside_receiving.opens_minute
            and windows.closes_minute = inside_receiving.closes_minute
)

select * from contained
