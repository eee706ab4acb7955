with records as (
    select * from {{ ref('int_records__joined') }}
),

last_ids as (
    select * from {{ source('night', 'last_customer_ids') }}
),

ranked as (
    select
        component_id,
        source_record_id,
        row_number() over (
            partition by component_id
            order by {{ system_rank('source_system') }}, {{ byte_order('source_record_id') }}
        ) as anchor_rank
    from records
    where is_anchor
),

customers as (
    select component_id, source_record_id as first_record_id from ranked where anchor_rank = 1
),

past_ids as (
    select customer_id, min(since) as since
    from last_ids
    group by customer_id
),

named as (
    select past_ids.customer_id, past_ids.since, customers.component_id, bool_or(records.is_anchor) as is_anchor
    from past_ids
    inner join records on past_ids.customer_id = records.source_record_id
    inner join customers on records.component_id = customers.component_id
    group by past_ids.customer_id, past_ids.since, customers.component_id
),

{# An id whose own record is gone stays with most of the records that had it. #}
inherited as (
    select
        past_ids.customer_id,
        past_ids.since,
        customers.component_id,
        row_number() over (
            partition by past_ids.customer_id
            order by
                count(*) desc,
                {{ system_rank("split_part(customers.first_record_id, ':', 1)") }},
                {{ byte_order('customers.first_record_id') }}
        ) as heir_rank
    from past_ids
    left join named on past_ids.customer_id = named.customer_id
    inner join last_ids on past_ids.customer_id = last_ids.customer_id
    inner join records on last_ids.record_id = records.record_id
    inner join customers on records.component_id = customers.component_id
    where named.customer_id is null
    group by past_ids.customer_id, past_ids.since, customers.component_id, customers.first_record_id
),

owned as (
    select customer_id, since, component_id, is_anchor from named
    union all
    select customer_id, since, component_id, false from inherited where heir_rank = 1
),

{# Where all known records of a customer had one id, it stays, whatever older id one of them once gave. #}
agreed as (
    select records.component_id, min({{ byte_order('last_ids.customer_id') }}) as customer_id
    from records
    inner join last_ids on records.record_id = last_ids.record_id
    group by records.component_id
    having count(distinct last_ids.customer_id) = 1
),

preferred as (
    select
        owned.component_id,
        owned.customer_id,
        row_number() over (
            partition by owned.component_id
            order by
                case when agreed.customer_id = owned.customer_id then 1 else 2 end,
                owned.since,
                case when owned.is_anchor then 1 else 2 end,
                {{ system_rank("split_part(owned.customer_id, ':', 1)") }},
                {{ byte_order('owned.customer_id') }}
        ) as preference
    from owned
    left join agreed on owned.component_id = agreed.component_id
),

continued as (
    select
        customers.component_id,
        coalesce(preferred.customer_id, customers.first_record_id) as customer_id
    from customers
    left join preferred on customers.component_id = preferred.component_id and preferred.preference = 1
)

select * from continued
