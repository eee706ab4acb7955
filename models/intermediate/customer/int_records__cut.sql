with recursive mates as (
    select * from {{ ref('int_match_decisions__grouped') }}
),

apart as (
    select * from {{ ref('int_match_decisions__apart') }}
),

named as (
    select record_id from mates
    union
    select record_a from apart
    union
    select record_b from apart
),

decided as (
    select records.*, mates.group_id
    from named
    inner join {{ ref('int_records__keyed') }} as records on named.record_id = records.record_id
    left join mates on named.record_id = mates.record_id
),

{# Of two records of one centre, the one farther from it is cut off. #}
cuts as (
    select distinct
        case when one.depth > other.depth then one.source_record_id else other.source_record_id end as cut_id
    from apart
    inner join decided as one on apart.record_a = one.record_id
    inner join decided as other on apart.record_b = other.record_id
    where one.centre_id = other.centre_id
),

recentred as (
    {{ recentred('decided', 'cuts') }}
),

touching as (
    select recentred.new_centre_id as centre_id, others.new_centre_id as other_id
    from recentred
    inner join recentred as others on recentred.group_id = others.group_id
    union
    select new_centre_id, new_centre_id
    from recentred
),

reached as (
    {{ reachable('touching', 'centre_id', 'other_id') }}
),

components as (
    select centre_id, min({{ byte_order('other_id') }}) as component_id
    from reached
    group by centre_id
),

placed as (
    select recentred.record_id, recentred.source_record_id, components.component_id
    from recentred
    inner join components on recentred.new_centre_id = components.centre_id
),

{# Keys and other decisions may still lead from one to the other: there only decisions count. #}
contradicted as (
    select distinct one.component_id
    from apart
    inner join placed as one on apart.record_a = one.record_id
    inner join placed as other on apart.record_b = other.record_id
    where one.component_id = other.component_id
),

cut as (
    select cut_id from cuts
    union
    select placed.source_record_id
    from placed
    inner join contradicted on placed.component_id = contradicted.component_id
)

select * from cut
