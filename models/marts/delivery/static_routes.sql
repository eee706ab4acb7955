{%- set this_week -%} date_trunc('week', {{ today() }}) {%- endset -%}

with routes as (
    select
        source_system,
        depot_id,
        static_route,
        cast(date_trunc('week', route_date) as date) as week,
        planned_cases,
        cost
    from {{ ref('routes') }}
    where
        static_route is not null
        and route_date < cast({{ this_week }} as date)
        and route_date >= cast({{ this_week }} as date) - 56
),

weeks as (
    select source_system, depot_id, static_route, week, sum(planned_cases) as cases, {{ whole_sum('cost') }} as cost
    from routes
    group by source_system, depot_id, static_route, week
),

{# A week without the route, between two that had it, brought nothing. #}
summed_up as (
    select
        source_system,
        depot_id,
        static_route,
        (max(week) - min(week)) / 7 + 1 as week_count,
        count(*) as run_week_count,
        min(cases) as lowest_run_cases,
        max(cases) as highest_cases,
        sum(cases) as cases,
        {{ whole_sum('cost') }} as cost
    from weeks
    group by source_system, depot_id, static_route
),

counted as (
    select
        *,
        case when run_week_count < week_count then 0 else lowest_run_cases end as lowest_cases,
        cast(cases as double precision) / week_count as average_cases
    from summed_up
),

described as (
    select
        depot_id || '/' || static_route as static_route_id,
        source_system,
        depot_id,
        static_route,
        cast(week_count as integer) as week_count,
        cast(lowest_cases as bigint) as lowest_cases,
        average_cases,
        cast(highest_cases as bigint) as highest_cases,
        (highest_cases - lowest_cases) / nullif(average_cases, 0) as swing,
        cast(cost as numeric(18, 2)) as cost
    from counted
)

select * from described
