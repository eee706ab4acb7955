{%- set least_arrivals = 4 -%}

with promises as (
    select * from {{ ref('int_window_promises__compared') }}
),

planned as (
    select * from {{ ref('int_window_days__planned') }}
),

arrivals as (
    select * from {{ ref('int_arrivals__counted') }}
),

sites as (
    select * from {{ ref('customer_sites') }} where is_active
),

joined as (
    select
        promises.*,
        sites.source_system,
        sites.customer_id,
        sites.time_zone,
        sites.service_minutes,
        sites.ordered_amount,
        planned.opens_minute as planned_opens_minute,
        planned.closes_minute as planned_closes_minute,
        planned.narrowest_minutes >= sites.service_minutes as is_wide_enough,
        planned.lies_in_receiving_hours,
        planned.lies_in_depot_hours,
        planned.limits_end_of_service,
        coalesce(arrivals.arrival_count, 0) as arrival_count,
        coalesce(arrivals.judged_count, 0) as judged_count,
        coalesce(arrivals.inside_count, 0) as inside_count,
        arrivals.earliest_minute,
        arrivals.latest_minute
    from promises
    inner join sites on promises.site_id = sites.site_id
    left join planned on promises.site_id = planned.site_id and promises.weekday = planned.weekday
    left join arrivals on promises.site_id = arrivals.site_id and promises.weekday = arrivals.weekday
),

opened as (
    select
        *,
        case
            when arrival_count >= {{ least_arrivals }}
                then greatest(cast(floor(earliest_minute / 15.0) as integer) * 15, 0)
        end as suggested_opens_minute
    from joined
),

{# Arrivals leave room for the unloading, where that has to end within the window. #}
suggested as (
    select
        *,
        cast(ceil(greatest(
            latest_minute + case when limits_end_of_service then coalesce(service_minutes, 0) else 0 end,
            suggested_opens_minute + greatest(coalesce(service_minutes, 0), 15)
        ) / 15.0) as integer) * 15 as suggested_closes_minute
    from opened
),

described as (
    select
        site_id || '/' || cast(weekday as text) as window_promise_id,
        source_system,
        site_id,
        customer_id,
        weekday,
        time_zone,
        sales_hours,
        asked_hours,
        erp_hours,
        planned_hours,
        planned_opens_minute,
        planned_closes_minute,
        promises_agree,
        differs_from_plan,
        service_minutes,
        is_wide_enough,
        lies_in_receiving_hours,
        lies_in_depot_hours,
        case
            when not is_wide_enough or not lies_in_receiving_hours or not lies_in_depot_hours then false
            when coalesce(is_wide_enough, lies_in_receiving_hours, lies_in_depot_hours) then true
        end as is_feasible,
        arrival_count,
        judged_count,
        inside_count,
        case
            when judged_count > 0 then cast(inside_count as double precision) / cast(judged_count as double precision)
        end as inside_share,
        earliest_minute,
        latest_minute,
        suggested_opens_minute,
        case when suggested_opens_minute is not null then suggested_closes_minute end as suggested_closes_minute,
        case
            when suggested_opens_minute is not null
                then {{ hours_text('suggested_opens_minute', 'suggested_closes_minute') }}
        end as suggested_hours,
        ordered_amount
    from suggested
)

select * from described
