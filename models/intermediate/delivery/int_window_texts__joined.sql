{%- set week = 7 * 1440 -%}

with texts as (
    select
        window_text,
        (weekday - 1) * 1440 + opens_minute as starts_at,
        (weekday - 1) * 1440 + closes_minute as ends_at
    from {{ source('night', 'window_texts') }}
    where weekday is not null and closes_minute > opens_minute
),

{# A week is a ring, so each stands before and after it once more. #}
turns as (
    {%- for offset in [-week, 0, week] %}
    select {{ offset }} as offset_minutes
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

turned as (
    select
        texts.window_text,
        texts.starts_at + turns.offset_minutes as starts_at,
        texts.ends_at + turns.offset_minutes as ends_at
    from texts
    cross join turns
),

compared as (
    select
        *,
        max(ends_at) over (
            partition by window_text order by starts_at, ends_at rows between unbounded preceding and 1 preceding
        ) as reached
    from turned
),

numbered as (
    select
        *,
        sum(case when starts_at <= reached then 0 else 1 end) over (
            partition by window_text order by starts_at, ends_at rows unbounded preceding
        ) as stretch
    from compared
),

{# Hours without a gap between them, counted in minutes from Monday's midnight. #}
joined as (
    select window_text, min(starts_at) as starts_at, max(ends_at) as ends_at
    from numbered
    group by window_text, stretch
)

select * from joined
