with records as (
    select record_id, customer_id from {{ ref('int_customer_ids__resolved') }} where customer_id is not null
),

last_ids as (
    select * from {{ source('night', 'last_customer_ids') }}
),

moved as (
    select
        last_ids.customer_id as previous_customer_id,
        records.customer_id,
        cast(count(*) as integer) as record_count
    from last_ids
    inner join records on last_ids.record_id = records.record_id
    where last_ids.customer_id <> records.customer_id
    group by last_ids.customer_id, records.customer_id
),

customers as (
    select distinct customer_id from records
),

past_customers as (
    select distinct customer_id from last_ids
),

{# An id that is new tonight was split off; one that is gone was merged away. #}
changed as (
    select
        moved.*,
        case
            when past_customers.customer_id is null then 'split'
            when customers.customer_id is null then 'merge'
            else 'move'
        end as kind
    from moved
    left join past_customers on moved.customer_id = past_customers.customer_id
    left join customers on moved.previous_customer_id = customers.customer_id
)

select * from changed
