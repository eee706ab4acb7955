with mates as (
    select * from {{ ref('int_match_decisions__grouped') }}
),

decisions as (
    select record_a, record_b from {{ ref('match_decisions') }} where decision = 'different'
),

{# What a steward called the same as one of two records is as different from the other one. #}
apart as (
    select distinct
        coalesce(mates_of_a.record_id, decisions.record_a) as record_a,
        coalesce(mates_of_b.record_id, decisions.record_b) as record_b
    from decisions
    left join mates as known_a on decisions.record_a = known_a.record_id
    left join mates as mates_of_a on known_a.group_id = mates_of_a.group_id
    left join mates as known_b on decisions.record_b = known_b.record_id
    left join mates as mates_of_b on known_b.group_id = mates_of_b.group_id
)

select * from apart
