with recursive same as (
    select record_a as record_id, record_b as other_id
    from {{ ref('match_decisions') }}
    where decision = 'same'
    union
    select record_b, record_a
    from {{ ref('match_decisions') }}
    where decision = 'same'
),

reached as (
    select record_id, other_id
    from same
    union
    select reached.record_id, same.other_id
    from reached
    inner join same on reached.other_id = same.record_id
),

grouped as (
    select record_id, min({{ byte_order('other_id') }}) as group_id
    from reached
    group by record_id
)

select * from grouped
