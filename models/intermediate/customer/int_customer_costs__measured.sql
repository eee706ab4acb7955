with sites as (
    select site_id, customer_id from {{ ref('int_sites__located') }} where customer_id is not null
),

{# A site that is linked to nobody is still served for the customer who ordered. #}
served as (
    select coalesce(sites.customer_id, stops.ordering_customer_id) as customer_id
    from {{ ref('int_stops__routed') }} as stops
    left join sites on stops.site_id = sites.site_id
    where {{ in_last_eight_weeks('stops.route_date') }}
),

stops as (
    select customer_id, count(*) as stop_count
    from served
    where customer_id is not null
    group by customer_id
),

{# What a daily delivery costs are stops, and stands among them already. #}
exceptions as (
    select customer_id, {{ whole_sum('cost') }} as cost
    from {{ ref('int_service_exceptions__costed') }}
    where cost_rate <> 'stop'
    group by customer_id
),

rates as (
    select max(amount) as amount
    from {{ ref('int_cost_rates__in_force') }}
    where rate = 'stop'
),

measured as (
    select
        stops.customer_id,
        cast(stops.stop_count as integer) as stop_count,
        cast({{ zero_without('exceptions.customer_id', 'exceptions.cost') }} as numeric(18, 2)) as exception_cost,
        cast(
            stops.stop_count * rates.amount + {{ zero_without('exceptions.customer_id', 'exceptions.cost') }} as numeric(18, 2)
        ) as cost
    from stops
    cross join rates
    left join exceptions on stops.customer_id = exceptions.customer_id
)

select * from measured
