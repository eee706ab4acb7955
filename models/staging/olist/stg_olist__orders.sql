{{ config(enabled='olist' in var('sources')) }}

with orders as (
    {{ current_rows('olist', 'olist_orders_dataset') }}
),

buyers as (
    {{ current_rows('olist', 'olist_customers_dataset') }}
),

items as (
    select order_id, {{ whole_sum('price + freight_value') }} as amount
    from ({{ current_rows('olist', 'olist_order_items_dataset') }}) as items
    group by order_id
),

payments as (
    select order_id, {{ whole_sum('payment_value') }} as amount
    from ({{ current_rows('olist', 'olist_order_payments_dataset') }}) as payments
    group by order_id
),

reviews as (
    select order_id, min(review_score) as lowest_rating
    from ({{ current_rows('olist', 'olist_order_reviews_dataset') }}) as reviews
    group by order_id
),

renamed as (
    select
        {{ record_id('olist', 'orders.order_id') }} as order_id,
        cast(null as text) as customer_number,
        {{ record_id('olist', 'buyers.customer_unique_id') }} as buyer_id,
        cast(null as text) as site_id,
        {{ meaning_or_word('statuses', 'orders.order_status') }} as status,
        orders.order_purchase_timestamp as ordered_at,
        cast(null as date) as requested_on,
        cast(null as timestamp) as promised_from,
        orders.order_estimated_delivery_date + interval '1 day' as promised_until,
        cast(null as timestamp) as arrived_at,
        orders.order_delivered_customer_date as delivered_at,
        cast(null as timestamp) as proof_of_delivery_at,
        orders.order_delivered_customer_date < orders.order_estimated_delivery_date + interval '1 day' as is_on_time,
        cast(null as integer) as ordered_cases,
        cast(null as integer) as delivered_cases,
        items.amount,
        {{ zero_without('payments.order_id', 'payments.amount') }} as paid_amount,
        0.05 as payment_tolerance,
        cast(null as text) as minimum_exception_by,
        reviews.lowest_rating
    from orders
    {{ join_word('statuses', "'order_status'", 'orders.order_status', "'olist'") }}
    left join buyers on orders.customer_id = buyers.customer_id
    left join items on orders.order_id = items.order_id
    left join payments on orders.order_id = payments.order_id
    left join reviews on orders.order_id = reviews.order_id
)

select * from renamed
