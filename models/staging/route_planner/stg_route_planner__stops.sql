{{ config(enabled='route_planner' in var('sources')) }}

with planned as (
    {{ current_rows('route_planner', 'planned_stops') }}
),

actual as (
    {{ current_rows('route_planner', 'actual_stops') }}
),

tried_again as (
    select planned_stop_id
    from actual
    where planned_stop_id is not null
    group by planned_stop_id
    having count(*) > 1
),

{# A stop that was tried twice counts as it ended; only those few need an order. #}
tries as (
    select
        actual.*,
        row_number() over (
            partition by actual.planned_stop_id
            order by actual.arrived_at desc nulls last, {{ byte_order('actual.actual_stop_id') }}
        ) as age_rank
    from actual
    inner join tried_again on actual.planned_stop_id = tried_again.planned_stop_id
),

driven as (
    select actual.*, 1 as age_rank
    from actual
    left join tried_again on actual.planned_stop_id = tried_again.planned_stop_id
    where tried_again.planned_stop_id is null
    union all
    select * from tries where age_rank = 1
),

renamed as (
    select
        coalesce(
            {{ record_id('route_planner', 'planned.planned_stop_id') }},
            {{ record_id('route_planner', 'driven.actual_stop_id') }} || '/unplanned'
        ) as stop_id,
        {{ record_id('route_planner', 'planned.route_id') }} as route_id,
        {{ record_id('route_planner', 'planned.site_id') }} as site_id,
        {{ record_id('route_planner', 'coalesce(driven.order_id, planned.order_id)') }} as order_id,
        planned.sequence,
        planned.planned_arrival,
        planned.planned_departure,
        driven.arrived_at,
        driven.departed_at,
        driven.proof_of_delivery_at
    from planned
    full outer join driven on planned.planned_stop_id = driven.planned_stop_id
)

select * from renamed
