with stops as (
    {{ unify('stops') }}
),

recent as (
    select * from stops where {{ in_last_eight_weeks('cast(arrived_at as date)') }}
),

orders as (
    select order_id, site_id, promised_from from ({{ unify('orders') }}) as orders
),

sites as (
    select site_id, clock from {{ ref('int_sites__located') }}
),

ordered as (
    select
        recent.stop_id,
        coalesce(recent.site_id, orders.site_id) as site_id,
        coalesce(orders.promised_from, recent.planned_arrival, recent.arrived_at) as due_at,
        recent.arrived_at,
        recent.departed_at
    from recent
    left join orders on recent.order_id = orders.order_id
),

{# An arrival belongs to the day that was promised, even where midnight has passed since. #}
dated as (
    select
        ordered.*,
        sites.clock,
        {{ local_date('ordered.due_at', 'sites.clock') }} as due_on
    from ordered
    inner join sites on ordered.site_id = sites.site_id
),

driven as (
    select
        stop_id,
        site_id,
        due_on,
        {{ iso_weekday('due_on') }} as weekday,
        {{ minute_of_day('due_on', 'arrived_at', 'clock') }} as arrival_minute,
        {{ minute_of_day('due_on', 'departed_at', 'clock') }} as departure_minute,
        {{ minutes_between('arrived_at', 'departed_at') }} as service_minutes
    from dated
)

select * from driven
