with exceptions as (
    select *, coalesce(expires_on, {{ today() }}) as last_day
    from {{ ref('int_service_exceptions__granted') }}
    where origin = 'register' and kind <> 'extra_truck' and site_id is not null
),

{# A window with an approval of its own counts its stops itself. #}
windows as (
    select distinct site_id from {{ ref('int_service_exceptions__granted') }} where origin = 'window'
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
        stops.ordered_amount,
        stops.currency,
        stops.route_date > exceptions.last_day as is_after,
        case exceptions.kind
            when 'small_order' then stops.is_small
            when 'narrow_window' then windows.site_id is null
            else true
        end as is_use,
        coalesce(
            exceptions.kind = 'first_stop' and stops.is_first
            or exceptions.kind = 'driver_lock' and exceptions.driver_id = stops.driver_id, false
        ) as is_use_after
    from exceptions
    inner join stops on exceptions.site_id = stops.site_id and exceptions.granted_on <= stops.route_date
    left join windows on exceptions.site_id = windows.site_id
),

counted as (
    select
        exception_id,
        sum(case when is_use and not is_after then 1 else 0 end) as uses_in_term,
        {{ sum_in_one_currency('case when is_after then 0 else ordered_amount end', 'case when not is_after then currency end') }}
            as amount_in_term,
        sum(case when is_use_after and is_after then 1 else 0 end) as uses_after_expiry,
        sum(case when is_after then 1 else 0 end) as stops_after_expiry
    from met
    group by exception_id
)

select * from counted
