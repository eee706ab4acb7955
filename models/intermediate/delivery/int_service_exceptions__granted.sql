with registered as (
    {{ unify('service_exceptions') }}
),

windows as (
    select distinct window_id, source_system, site_id, promised_by, feasibility_approved_by, valid_from, valid_to
    from {{ ref('int_delivery_windows__read') }}
    where feasibility_approved_by is not null
),

orders as (
    select
        orders.order_id,
        orders.source_system,
        orders.site_id,
        orders.minimum_exception_by,
        {{ system_day('orders.source_system', 'orders.ordered_at') }} as ordered_on
    from {{ ref('int_orders__promised') }} as orders
    where orders.minimum_exception_by is not null
),

{# A window and an order carry their approval themselves; nobody writes them into the register. #}
granted as (
    select
        exception_id, source_system, 'register' as origin, kind, site_id, driver_id, cast(null as text) as order_id,
        cast(null as text) as window_id, reason, requested_by, granted_by, granted_on, expires_on
    from registered
    union all
    select
        'window:' || window_id, source_system, 'window', 'narrow_window', site_id, null, null,
        window_id, null, promised_by, feasibility_approved_by, valid_from, valid_to
    from windows
    union all
    select
        'order:' || order_id, source_system, 'order', 'small_order', site_id, null, order_id,
        null, null, null, minimum_exception_by, ordered_on, ordered_on
    from orders
)

select * from granted
