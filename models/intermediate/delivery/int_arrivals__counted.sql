with arrivals as (
    select
        *,
        {# A truck that came on another day says nothing about the hour at which trucks come. #}
        case when arrival_minute between -1440 and 2880 then arrival_minute end as usual_minute
    from {{ ref('int_arrivals__judged') }}
),

counted as (
    select
        site_id,
        weekday,
        count(*) as arrival_count,
        count(is_inside) as judged_count,
        sum(case when is_inside then 1 else 0 end) as inside_count,
        percentile_cont(0.1) within group (order by usual_minute) as earliest_minute,
        percentile_cont(0.9) within group (order by usual_minute) as latest_minute
    from arrivals
    where weekday is not null
    group by site_id, weekday
),

{# Exact to the thousandth, so that every engine rounds the same number. #}
described as (
    select
        site_id,
        weekday,
        cast(arrival_count as integer) as arrival_count,
        cast(judged_count as integer) as judged_count,
        cast(inside_count as integer) as inside_count,
        cast(floor(cast(earliest_minute as numeric(18, 3))) as integer) as earliest_minute,
        cast(ceil(cast(latest_minute as numeric(18, 3))) as integer) as latest_minute
    from counted
)

select * from described
