with ranked as (
    select
        won.*,
        {{ system_day('won.source_system', 'won.won_at') }} as won_on,
        row_number() over (
            partition by won.customer_id order by won.won_at, {{ byte_order('won.opportunity_id') }}
        ) as win_number
    from {{ ref('opportunities') }} as won
    where won.is_won and won.won_at is not null and won.customer_id is not null
),

orders as (
    select customer_id, requested_on, ordered_cases
    from {{ ref('orders') }}
    where requested_on is not null and status not in ('cancelled', 'unavailable')
),

{# Orders of before the first one kept are nobody's failure. #}
kept as (
    select min(requested_on) as first_on from orders
),

ordering as (
    select distinct customer_id from orders
),

adopted as (
    select
        ranked.opportunity_id,
        count(orders.requested_on) as order_count,
        avg(cast(orders.ordered_cases as double precision)) as average_drop_cases
    from ranked
    left join orders
        on
            ranked.customer_id = orders.customer_id
            and orders.requested_on between ranked.won_on and ranked.won_on + 60
    where ranked.win_number = 1
    group by ranked.opportunity_id
),

described as (
    select
        ranked.opportunity_id,
        ranked.source_system,
        ranked.customer_id,
        ranked.won_at,
        {{ days_between('ranked.won_on', 'ranked.system_today') }} as days_since_won,
        ranked.won_on >= kept.first_on as orders_are_known,
        ordering.customer_id is not null as has_ordered,
        cast(adopted.order_count as integer) as order_count,
        adopted.average_drop_cases,
        ranked.company_amount as amount
    from ranked
    inner join adopted on ranked.opportunity_id = adopted.opportunity_id
    cross join kept
    left join ordering on ranked.customer_id = ordering.customer_id
)

select * from described
