with windows as (
    select * from {{ ref('int_delivery_windows__read') }}
),

plans as (
    select * from {{ ref('int_service_plans__in_force') }}
),

sites as (
    select * from {{ ref('customer_sites') }}
),

overlapping as (
    select * from {{ ref('int_delivery_windows__overlapping') }}
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
        windows.weekday,
        windows.opens_minute,
        windows.closes_minute,
        windows.width_minutes,
        plans.service_minutes,
        windows.strictness,
        windows.limits,
        windows.promised_by,
        windows.feasibility_approved_by,
        windows.valid_from,
        windows.valid_to,
        windows.reviewed_on,
        windows.is_in_force,
        overlapping.overlapping_window_id,
        sites.ordered_amount
    from windows
    left join plans on windows.site_id = plans.site_id
    left join sites on windows.site_id = sites.site_id
    left join overlapping on windows.delivery_window_id = overlapping.delivery_window_id
)

select * from described
