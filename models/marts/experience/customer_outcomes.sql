with orders as (
    select
        *,
        cast(date_trunc('month', coalesce(otif_on, cast(promised_until as date), cast(ordered_at as date))) as date) as month_on
    from {{ ref('orders') }}
    where customer_id is not null and status <> 'cancelled'
),

delivered as (
    select
        customer_id,
        month_on,
        max({{ byte_order('source_system') }}) as source_system,
        cast(count(*) as integer) as order_count,
        cast(sum(amount) as numeric(18, 2)) as ordered_amount,
        bool_and(coalesce(is_on_time_by_definition, is_on_time, false)) as is_on_time,
        bool_and(coalesce(is_in_full, true)) as is_in_full,
        bool_and(is_invoiced) as is_invoiced,
        min(lowest_rating) as lowest_rating
    from orders
    where delivered_at is not null
    group by customer_id, month_on
),

complained as (
    select
        customer_id,
        cast(date_trunc('month', created_at) as date) as month_on,
        bool_or(coalesce(topic = 'damage', false)) as is_damaged,
        bool_or(coalesce(topic = 'invoice', false)) as is_invoice_disputed,
        bool_or(is_chased) as is_chased,
        bool_or(is_escalated) as is_escalated,
        bool_or(coalesce(satisfaction = 'bad', false)) as is_rated_bad,
        max(case when satisfaction is not null then 1 else 0 end) = 1 as is_rated,
        bool_or(coalesce(reported_sla = 'missed', false)) as is_sla_missed
    from {{ ref('tickets') }}
    where customer_id is not null
    group by customer_id, cast(date_trunc('month', created_at) as date)
),

reachable as (
    select customer_id
    from {{ ref('contacts') }}
    where customer_id is not null and not coalesce(has_opted_out_in_marketing, has_opted_out_in_crm, false)
    group by customer_id
),

parts as (
    select
        delivered.customer_id || '/' || substr(cast(delivered.month_on as text), 1, 7) as customer_outcome_id,
        delivered.*,
        not coalesce(complained.is_damaged, false) as is_undamaged,
        not coalesce(complained.is_invoice_disputed, false) as is_invoiced_right,
        not coalesce(complained.is_chased, false) as is_not_chased,
        not coalesce(complained.is_escalated, false) as is_not_escalated,
        case
            when delivered.lowest_rating <= 2 or complained.is_rated_bad then false
            when delivered.lowest_rating is not null or complained.is_rated then true
        end as is_satisfied,
        true as sales_is_green,
        reachable.customer_id is not null as marketing_is_green,
        delivered.is_on_time as delivery_is_green,
        delivered.is_invoiced as finance_is_green,
        not coalesce(complained.is_sla_missed, false) as service_is_green
    from delivered
    left join complained
        on delivered.customer_id = complained.customer_id and delivered.month_on = complained.month_on
    left join reachable on delivered.customer_id = reachable.customer_id
),

described as (
    select
        customer_outcome_id,
        source_system,
        customer_id,
        month_on,
        order_count,
        ordered_amount,
        is_on_time,
        is_in_full,
        is_undamaged,
        is_invoiced_right,
        is_not_chased,
        is_not_escalated,
        is_satisfied,
        cast(
            {%- for part in ['is_on_time', 'is_in_full', 'is_undamaged', 'is_invoiced_right', 'is_not_chased', 'is_not_escalated', 'is_satisfied'] %}
            case when {{ part }} then 0 when not {{ part }} then 1 else 0 end{{ ' +' if not loop.last }}
            {%- endfor %} as integer
        ) as bad_part_count,
        {%- for function in ['sales', 'marketing', 'delivery', 'finance', 'service'] %}
        {{ function }}_is_green,
        {%- endfor %}
        cast(
            {%- for function in ['sales', 'marketing', 'delivery', 'finance', 'service'] %}
            case when {{ function }}_is_green then 1 else 0 end{{ ' +' if not loop.last }}
            {%- endfor %} as integer
        ) as green_function_count
    from parts
),

judged as (
    select
        *,
        bad_part_count = 0 as is_whole
    from described
)

select * from judged
