with sites as (
    {{ unify('sites') }}
),

customers as (
    select * from {{ ref('int_customer_numbers__resolved') }}
),

days as (
    select * from {{ ref('int_site_days__covered') }}
),

plans as (
    select * from {{ ref('int_service_plans__in_force') }}
),

ordered as (
    select site_id, sum(amount) as ordered_amount
    from {{ ref('orders') }}
    where status <> 'cancelled' and ordered_at > {{ as_of() }} - interval '365 days' and ordered_at <= {{ as_of() }}
    group by site_id
),

described as (
    select
        sites.site_id,
        sites.source_system,
        customers.customer_id,
        sites.depot_id,
        sites.time_zone,
        sites.latitude,
        sites.longitude,
        sites.is_active,
        days.delivery_day_count,
        days.uncovered_day_count,
        plans.deliveries_per_week,
        cast(coalesce(ordered.ordered_amount, 0) as numeric(18, 2)) as ordered_amount
    from sites
    inner join days on sites.site_id = days.site_id
    left join plans on sites.site_id = plans.site_id
    left join customers on sites.customer_number = customers.customer_number
    left join ordered on sites.site_id = ordered.site_id
)

select * from described
