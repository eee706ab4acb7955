with windows as (
    select * from {{ ref('int_delivery_windows__read') }}
),

plans as (
    select * from {{ ref('int_service_plans__in_force') }}
),

sites as (
    select site_id, ordered_amount from {{ ref('customer_sites') }}
),

overlapping as (
    select * from {{ ref('int_delivery_windows__overlapping') }}
),

contained as (
    select * from {{ ref('int_delivery_windows__contained') }}
),

clock_gaps as (
    select * from {{ source('night', 'time_zones') }}
),

described as (
    select
        windows.delivery_window_id,
        windows.source_system,
        windows.window_id,
        windows.site_id,
        windows.customer_id,
        windows.window_text,
        windows.is_understood,
        windows.is_weekly,
        windows.weekday,
        windows.on_date,
        windows.is_closed,
        windows.is_holiday,
        windows.opens_minute,
        windows.closes_minute,
        windows.width_minutes,
        windows.time_zone,
        windows.sound_time_zone is not null as zone_is_valid,
        case
            when windows.sound_time_zone is not null
                then coalesce(
                    windows.is_weekly
                    and windows.weekday = clock_gaps.gap_weekday
                    and windows.opens_minute >= clock_gaps.gap_opens_minute
                    and windows.closes_minute <= clock_gaps.gap_closes_minute, false
                )
        end as is_in_clock_gap,
        contained.lies_in_receiving_hours,
        contained.lies_in_depot_hours,
        plans.service_minutes,
        windows.strictness,
        windows.limits,
        windows.promised_by,
        windows.feasibility_approved_by,
        windows.valid_from,
        windows.valid_to,
        windows.reviewed_on,
        windows.site_is_active,
        windows.is_in_force,
        overlapping.overlapping_window_id,
        sites.ordered_amount
    from windows
    left join plans on windows.site_id = plans.site_id
    left join sites on windows.site_id = sites.site_id
    left join overlapping on windows.delivery_window_id = overlapping.delivery_window_id
    left join contained on windows.delivery_window_id = contained.delivery_window_id
    left join clock_gaps on windows.sound_time_zone = clock_gaps.time_zone
)

select * from described
