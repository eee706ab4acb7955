{{ config(enabled='route_planner' in var('sources')) }}

with plans as (
    {{ current_rows('route_planner', 'service_plans') }}
),

renamed as (
    select
        {{ record_id('route_planner', 'plan_id') }} as plan_id,
        {{ record_id('route_planner', 'site_id') }} as site_id,
        delivery_days,
        deliveries_per_week,
        service_minutes,
        order_minimum,
        valid_from,
        valid_to
    from plans
)

select * from renamed
