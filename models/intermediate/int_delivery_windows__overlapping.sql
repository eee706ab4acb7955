with windows as (
    select * from {{ ref('int_delivery_windows__read') }}
    where is_in_force and is_understood and width_minutes > 0
),

overlapping as (
    select
        windows.delivery_window_id,
        min({{ byte_order('others.delivery_window_id') }}) as overlapping_window_id
    from windows
    inner join windows as others
        on
            windows.site_id = others.site_id
            and windows.weekday = others.weekday
            and windows.delivery_window_id <> others.delivery_window_id
            and windows.opens_minute < others.closes_minute
            and windows.closes_minute > others.opens_minute
    group by windows.delivery_window_id
)

select * from overlapping
