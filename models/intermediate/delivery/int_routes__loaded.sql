with promised as (
    select site_id, granted_on, coalesce(expires_on, date '9999-12-31') as expires_on
    from {{ ref('int_service_exceptions__granted') }}
    where kind = 'first_stop' and granted_on is not null
),

stops as (
    select * from {{ ref('int_stops__routed') }}
),

first_stops as (
    select stops.route_id, count(distinct stops.site_id) as first_stop_promise_count
    from promised
    inner join stops
        on promised.site_id = stops.site_id and stops.route_date between promised.granted_on and promised.expires_on
    group by stops.route_id
),

filled as (
    select route_id, count(*) as stop_count, sum(ordered_cases) as planned_cases
    from stops
    group by route_id
),

loaded as (
    select
        filled.*,
        coalesce(first_stops.first_stop_promise_count, 0) as first_stop_promise_count
    from filled
    left join first_stops on filled.route_id = first_stops.route_id
)

select * from loaded
