with days as (
    select distinct month, day
    from {{ source('night', 'window_texts') }}
    where month between 1 and 12 and day between 1 and 31
),

{# A 29 February may be eight years away. #}
years as (
    {%- for step in range(-1, 9) %}
    select cast(extract(year from {{ today() }}) as integer) + {{ step }} as year
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

written as (
    select days.month, days.day, make_date(years.year, days.month, 1) + (days.day - 1) as on_date
    from days
    cross join years
),

upcoming as (
    select month, day, min(on_date) as on_date
    from written
    where extract(month from on_date) = month and on_date >= {{ today() }}
    group by month, day
),

{# The next such day, and those on which trucks drove in the last eight weeks. #}
dated as (
    select month, day, on_date from upcoming
    union all
    select month, day, on_date
    from written
    where extract(month from on_date) = month and {{ in_last_eight_weeks('on_date') }}
)

select * from dated
