with plans as (
    select * from {{ ref('int_service_plans__in_force') }}
),

sites as (
    select site_id, source_system, customer_id, depot_id, is_active from {{ ref('customer_sites') }}
),

stopped as (
    select site_id, count(*) as stop_count, {{ sum_in_one_currency('ordered_amount', 'currency') }} as ordered_amount
    from {{ ref('int_stops__routed') }}
    where {{ in_last_eight_weeks('route_date') }}
    group by site_id
),

approved as (
    select distinct site_id
    from {{ ref('service_exceptions') }}
    where kind = 'daily_delivery' and is_in_force
),

rates as (
    select max(amount) as amount from {{ ref('int_cost_rates__in_force') }} where rate = 'stop'
),

measured as (
    select
        plans.*,
        coalesce(stopped.stop_count, 0) as stop_count,
        stopped.ordered_amount,
        case
            when stopped.stop_count > 0 and stopped.ordered_amount is null then null
            when plans.order_minimum > 0 and stopped.stop_count > 0
                then greatest(stopped.stop_count - {{ drops_needed('stopped.ordered_amount', 'plans.order_minimum') }}, 0)
            else 0
        end as surplus_stop_count
    from plans
    left join stopped on plans.site_id = stopped.site_id
),

described as (
    select
        measured.site_id,
        sites.source_system,
        sites.customer_id,
        sites.depot_id,
        sites.is_active,
        measured.deliveries_per_week,
        measured.order_minimum,
        cast(measured.stop_count as integer) as stop_count,
        cast(measured.ordered_amount / nullif(measured.stop_count, 0) as numeric(18, 2)) as average_drop,
        approved.site_id is not null as has_daily_exception,
        cast(measured.surplus_stop_count as integer) as surplus_stop_count,
        cast(measured.surplus_stop_count * rates.amount as numeric(18, 2)) as surplus_cost
    from measured
    inner join sites on measured.site_id = sites.site_id
    cross join rates
    left join approved on measured.site_id = approved.site_id
)

select * from described
