with hours as (
    {{ unify('opening_hours') }}
),

summed as (
    select
        calendar,
        time_zone,
        day,
        sum(coalesce({{ seconds_between('opens_at', 'closes_at') }}, 0)) as open_seconds
    from hours
    group by calendar, time_zone, day
),

preceded as (
    select
        *,
        coalesce(
            sum(open_seconds) over (
                partition by calendar order by day rows between unbounded preceding and 1 preceding
            ), 0
        ) as seconds_before
    from summed
)

select * from preceded
