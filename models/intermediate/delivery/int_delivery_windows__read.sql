with windows as (
    {{ unify('windows') }}
),

texts as (
    select * from {{ source('night', 'window_texts') }}
),

days as (
    select * from {{ ref('int_window_days__read') }}
),

sites as (
    select * from {{ ref('int_sites__located') }}
),

{%- set described = ['strictness', 'limits', 'promised_by', 'feasibility_approved_by', 'valid_from', 'valid_to', 'reviewed_on'] %}

{# A text that only says when a site is closed has no week; one that nobody can read has a row. #}
typed as (
    select
        windows.source_system,
        windows.window_id,
        windows.site_id,
        windows.window_text,
        true as is_weekly,
        coalesce(texts.is_understood, false) as is_understood,
        texts.weekday,
        cast(null as date) as on_date,
        false as is_closed,
        false as is_holiday,
        texts.opens_minute,
        texts.closes_minute,
        {%- for name in described %}
        windows.{{ name }},
        {%- endfor %}
        case
            when texts.is_understood
                then windows.window_id || '/' || cast(texts.weekday as text) || '.' || cast(texts.sequence as text)
            else windows.window_id
        end as delivery_window_id,
        {{ is_valid_today('windows.valid_from', 'windows.valid_to') }} as is_valid
    from windows
    left join texts on windows.window_text = texts.window_text
    where texts.weekday is not null or not coalesce(texts.is_understood, false)
    union all
    select
        source_system,
        window_id,
        site_id,
        window_text,
        false as is_weekly,
        is_understood,
        {{ iso_weekday('on_date') }} as weekday,
        on_date,
        is_closed,
        is_holiday,
        opens_minute,
        closes_minute,
        {%- for name in described %}
        {{ name }},
        {%- endfor %}
        delivery_window_id,
        coalesce(on_date >= {{ today() }}, true)
        and coalesce(valid_from <= coalesce(on_date, {{ today() }}), true)
        and coalesce(valid_to >= coalesce(on_date, {{ today() }}), true) as is_valid
    from days
),

read as (
    select
        typed.*,
        sites.customer_id,
        sites.depot_id,
        coalesce(sites.sound_time_zone, sites.time_zone) as time_zone,
        sites.sound_time_zone,
        sites.receiving_hours,
        sites.keeps_depot_clock,
        sites.depot_opens_minute,
        sites.depot_closes_minute,
        coalesce(sites.is_active, false) as site_is_active,
        typed.closes_minute - typed.opens_minute as width_minutes,
        coalesce(sites.is_active, false) and typed.is_valid as is_in_force
    from typed
    left join sites on typed.site_id = sites.site_id
)

select * from read
