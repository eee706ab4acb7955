with measured as (
    select
        site_id,
        count(*) as stop_count,
        percentile_cont(0.5) within group (order by service_minutes) as service_minutes
    from {{ ref('int_stops__driven') }}
    where service_minutes > 0
    group by site_id
),

described as (
    select
        site_id,
        cast(stop_count as integer) as stop_count,
        cast(cast(service_minutes as numeric(18, 3)) as double precision) as measured_service_minutes
    from measured
)

select * from described
