with hours as (
    select distinct window_text, weekday, {{ hours_text('opens_minute', 'closes_minute') }} as hours
    from {{ source('night', 'window_texts') }}
    where weekday is not null and closes_minute > opens_minute
),

worded as (
    select window_text, weekday, {{ listed_text('hours') }} as hours
    from hours
    group by window_text, weekday
)

select * from worded
