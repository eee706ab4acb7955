with recursive same as (
    select record_a as record_id, record_b as mate_id
    from {{ ref('match_decisions') }}
    where decision = 'same'
    union
    select record_b, record_a
    from {{ ref('match_decisions') }}
    where decision = 'same'
),

reached as (
    {{ reachable('same', 'record_id', 'mate_id') }}
),

grouped as (
    select record_id, min({{ byte_order('mate_id') }}) as group_id
    from reached
    group by record_id
)

select * from grouped
