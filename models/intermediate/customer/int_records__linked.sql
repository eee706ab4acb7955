with records as (
    select * from {{ ref('int_records__keyed') }}
),

cuts as (
    select * from {{ ref('int_records__cut') }}
),

recentred as (
    {{ recentred('records', 'cuts') }}
),

linked as (
    select
        record_id,
        source_system,
        entity,
        source_record_id,
        is_deleted,
        entity <> 'organization' and (not is_deleted or matched_by = 'anchor') as is_anchor,
        case
            when not is_cut then matched_by
            when is_deleted or entity = 'organization' then 'none'
            else 'anchor'
        end as matched_by,
        new_centre_id as centre_id
    from recentred
)

select * from linked
