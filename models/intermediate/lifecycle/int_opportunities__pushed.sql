with said as (
    {{ unify('close_dates') }}
),

{# Two statements of one moment are one; the later day counts. #}
stated as (
    select opportunity_id, said_at, max(close_date) as close_date
    from said
    where close_date is not null
    group by opportunity_id, said_at
),

compared as (
    select
        opportunity_id,
        close_date > lag(close_date) over (partition by opportunity_id order by said_at) as is_pushed
    from stated
),

counted as (
    select opportunity_id, cast(count(*) as integer) as push_count
    from compared
    where is_pushed
    group by opportunity_id
)

select * from counted
