with records as (
    select * from {{ ref('int_records__keyed') }}
),

mates as (
    select * from {{ ref('int_match_decisions__grouped') }}
),

decisions as (
    select record_a, record_b from {{ ref('match_decisions') }} where decision = 'different'
),

{# What a steward called the same as one of two records is as different from the other one. #}
apart as (
    select
        coalesce(mates_of_a.record_id, decisions.record_a) as record_a,
        coalesce(mates_of_b.record_id, decisions.record_b) as record_b
    from decisions
    left join mates as known_a on decisions.record_a = known_a.record_id
    left join mates as mates_of_a on known_a.group_id = mates_of_a.group_id
    left join mates as known_b on decisions.record_b = known_b.record_id
    left join mates as mates_of_b on known_b.group_id = mates_of_b.group_id
),

cuts as (
    select distinct
        case when one.depth > other.depth then one.source_record_id else other.source_record_id end as cut_id
    from apart
    inner join records as one on apart.record_a = one.record_id
    inner join records as other on apart.record_b = other.record_id
    where one.centre_id = other.centre_id
),

cut_merges as (
    select
        chains.account_id,
        chains.into_account_id,
        row_number() over (partition by chains.account_id order by chains.hops) as nearest_rank
    from {{ ref('int_accounts__merged') }} as chains
    inner join cuts on chains.into_account_id = cuts.cut_id
),

{# A cut takes along whatever is linked by way of the record that was cut off. #}
linked as (
    select
        records.record_id,
        records.source_system,
        records.entity,
        records.source_record_id,
        records.is_deleted,
        records.entity <> 'organization' and not records.is_deleted as is_anchor,
        case
            when own.cut_id is null then records.matched_by
            when records.is_deleted or records.entity = 'organization' then 'none'
            else 'anchor'
        end as matched_by,
        coalesce(
            own.cut_id, billing.cut_id, account.cut_id, cut_merges.into_account_id, records.centre_id
        ) as centre_id
    from records
    left join cuts as own on records.source_record_id = own.cut_id
    left join cuts as billing on records.billing_account_id = billing.cut_id
    left join cuts as account on records.account_id = account.cut_id
    left join cut_merges on records.account_id = cut_merges.account_id and cut_merges.nearest_rank = 1
)

select * from linked
