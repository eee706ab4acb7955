{%- set week = 7 * 1440 -%}

with windows as (
    select
        site_id,
        delivery_window_id,
        (weekday - 1) * 1440 + opens_minute as starts_at,
        (weekday - 1) * 1440 + closes_minute as ends_at
    from {{ ref('int_delivery_windows__read') }}
    where is_in_force and is_weekly and is_understood and width_minutes > 0
),

{# A week is a ring: Sunday night runs into Monday. #}
overlapping as (
    select
        windows.delivery_window_id,
        min({{ byte_order('others.delivery_window_id') }}) as overlapping_window_id
    from windows
    inner join windows as others
        on
            windows.site_id = others.site_id
            and windows.delivery_window_id <> others.delivery_window_id
            and (
                windows.starts_at < others.ends_at and windows.ends_at > others.starts_at
                or windows.starts_at + {{ week }} < others.ends_at
                or windows.ends_at > others.starts_at + {{ week }}
            )
    group by windows.delivery_window_id
)

select * from overlapping
