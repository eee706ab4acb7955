with recursive records as (
    select * from {{ ref('int_records__linked') }}
),

decided as (
    select distinct records.centre_id, mates.group_id
    from {{ ref('int_match_decisions__grouped') }} as mates
    inner join records on mates.record_id = records.record_id
),

touching as (
    select distinct decided.centre_id, others.centre_id as other_id
    from decided
    inner join decided as others on decided.group_id = others.group_id
),

reached as (
    {{ reachable('touching', 'centre_id', 'other_id') }}
),

components as (
    select centre_id, min({{ byte_order('other_id') }}) as component_id
    from reached
    group by centre_id
),

joined as (
    select records.*, coalesce(components.component_id, records.centre_id) as component_id
    from records
    left join components on records.centre_id = components.centre_id
)

select * from joined
