-- What an exception costs is what trucks and stops show, and nothing is counted twice.
with exceptions as (
    select * from {{ ref('service_exceptions') }}
),

trucks as (
    select exception_id, count(*) as route_count
    from {{ ref('routes') }}
    where {{ in_last_eight_weeks('route_date') }}
    group by exception_id
),

stops as (
    select site_id, count(*) as stop_count
    from {{ ref('int_stops__routed') }}
    where {{ in_last_eight_weeks('route_date') }}
    group by site_id
),

wrong_trucks as (
    select exceptions.exception_id
    from exceptions
    left join trucks on exceptions.exception_id = trucks.exception_id
    where
        exceptions.kind = 'extra_truck'
        and exceptions.units + exceptions.uses_after_expiry <> coalesce(trucks.route_count, 0)
),

wrong_stops as (
    select exceptions.exception_id
    from exceptions
    left join stops on exceptions.site_id = stops.site_id
    where
        exceptions.kind <> 'extra_truck'
        and exceptions.origin <> 'order'
        and exceptions.units + exceptions.uses_after_expiry > coalesce(stops.stop_count, 0)
)

select exception_id from wrong_trucks
union all
select exception_id from wrong_stops
