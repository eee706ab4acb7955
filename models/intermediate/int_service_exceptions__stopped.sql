with exceptions as (
    select *, coalesce(expires_on, {{ today() }}) as last_day
    from {{ ref('int_service_exceptions__granted') }}
    where origin = 'register' and kind <> 'extra_truck' and site_id is not null
),

plans as (
    select site_id, order_minimum from {{ ref('int_service_plans__in_force') }}
),

stops as (
    select *, sequence = min(sequence) over (partition by route_id) as is_first
    from {{ ref('int_stops__routed') }}
    where {{ in_last_eight_weeks('route_date') }}
),

{# Only a first place and a driver can be seen in a plan after the exception has ended. #}
met as (
    select
        exceptions.exception_id,
        exceptions.kind,
        exceptions.site_id,
        stops.ordered_amount,
        stops.route_date > exceptions.last_day as is_after,
        coalesce(
            exceptions.kind = 'first_stop' and stops.is_first
            or exceptions.kind = 'driver_lock' and stops.driver_id = exceptions.driver_id, false
        ) as is_as_granted
    from exceptions
    inner join stops on exceptions.site_id = stops.site_id and stops.route_date >= exceptions.granted_on
),

counted as (
    select
        exception_id,
        kind,
        site_id,
        sum(case when is_after then 0 else 1 end) as stops_in_term,
        sum(case when is_after then 0 else ordered_amount end) as amount_in_term,
        sum(case when is_after then 1 else 0 end) as stops_after_expiry,
        sum(case when is_after and is_as_granted then 1 else 0 end) as uses_after_expiry
    from met
    group by exception_id, kind, site_id
),

{# Daily delivery costs the stops that drops of the minimum would not need. #}
used as (
    select
        counted.exception_id,
        case
            when counted.kind <> 'daily_delivery' then counted.stops_in_term
            when plans.order_minimum > 0
                then greatest(counted.stops_in_term - {{ drops_needed('counted.amount_in_term', 'plans.order_minimum') }}, 0)
            else 0
        end as units,
        counted.uses_after_expiry,
        counted.stops_after_expiry
    from counted
    left join plans on counted.site_id = plans.site_id
)

select * from used
