with active as (
    select distinct customer_id
    from {{ ref('orders') }}
    where
        customer_id is not null
        and status not in ('cancelled', 'unavailable')
        and requested_on between {{ today() }} - 90 and {{ today() }}
),

asked as (
    select
        customer_id,
        max(case when answered_on is not null then 1 else 0 end) as has_answered
    from {{ ref('surveys') }}
    where customer_id is not null and sent_on between {{ today() }} - 180 and {{ today() }}
    group by customer_id
),

customers as (
    select customer_id, trim(segment) as segment, invoiced_last_year
    from {{ ref('customers') }}
    where length(trim(segment)) > 0
),

counted as (
    select
        customers.segment,
        count(*) as active_count,
        count(asked.customer_id) as asked_count,
        coalesce(sum(asked.has_answered), 0) as answered_count,
        {{ whole_sum('case when asked.customer_id is null then customers.invoiced_last_year else 0 end') }}
            as unasked_invoiced_last_year
    from active
    inner join customers on active.customer_id = customers.customer_id
    left join asked on active.customer_id = asked.customer_id
    group by customers.segment
),

described as (
    select
        segment,
        cast(active_count as integer) as active_count,
        cast(asked_count as integer) as asked_count,
        cast(answered_count as integer) as answered_count,
        cast(asked_count as double precision) / cast(active_count as double precision) as asked_share,
        cast(unasked_invoiced_last_year as numeric(18, 2)) as unasked_invoiced_last_year
    from counted
)

select * from described
