with orders as (
    select * from {{ ref('int_orders__promised') }}
),

{# What was paid in another currency counts by the rates of the invoice's day. #}
payments as (
    select
        invoices.order_id,
        case
            when coalesce(orders.currency = invoices.currency, orders.currency is null and invoices.currency is null)
                then invoices.paid_amount
            when orders.currency is null then {{ converted('invoices.paid_amount', 'invoices.currency', 'paid_in') }}
            else {{ converted('invoices.paid_amount', 'invoices.currency', 'paid_in') }} / nullif(ordered_in.rate, 0)
        end as paid_amount
    from {{ ref('invoices') }} as invoices
    inner join orders on invoices.order_id = orders.order_id
    {{ join_rate('paid_in', 'invoices.currency', 'invoices.issued_on') }}
    {{ join_rate('ordered_in', 'orders.currency', 'invoices.issued_on') }}
),

billed as (
    select order_id, {{ whole_sum('paid_amount') }} as paid_amount
    from payments
    group by order_id
),

paid as (
    select
        orders.*,
        cast(orders.paid_amount + {{ zero_without('billed.order_id', 'billed.paid_amount') }} as numeric(18, 2)) as total_paid,
        billed.order_id is not null as is_invoiced
    from orders
    left join billed on orders.order_id = billed.order_id
),

described as (
    select
        paid.order_id,
        paid.source_system,
        paid.customer_id,
        paid.site_id,
        paid.depot_id,
        paid.status,
        paid.ordered_at,
        paid.requested_on,
        paid.promised_from,
        paid.promised_until,
        paid.arrived_at,
        paid.delivered_at,
        paid.proof_of_delivery_at,
        paid.is_on_time,
        paid.otif_definition,
        paid.otif_on,
        paid.is_on_time_by_definition,
        paid.is_in_full,
        paid.is_on_time_by_definition and paid.is_in_full as is_otif,
        paid.ordered_cases,
        paid.delivered_cases,
        paid.amount,
        paid.company_amount,
        paid.total_paid as paid_amount,
        coalesce(paid.amount > 0 and paid.total_paid >= paid.amount - paid.payment_tolerance, false) as is_paid,
        paid.is_invoiced,
        paid.order_minimum,
        paid.minimum_exception_by,
        paid.lowest_rating
    from paid
)

select * from described
