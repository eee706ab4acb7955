{#- The shared stage in which each lead stands, read from its own history alone. -#}
with changes as (
    {{ unify('stage_changes') }}
),

mappings as (
    select * from {{ ref('stage_mappings') }} where lifecycle = 'lead'
),

ranked as (
    select
        changes.record_id,
        mappings.stage,
        row_number() over (
            partition by changes.record_id order by changes.changed_at desc, {{ byte_order('changes.source_stage') }} desc
        ) as age_rank
    from changes
    left join mappings
        on
            changes.source_system = mappings.source_system
            and changes.pipeline = mappings.pipeline
            and changes.source_stage = mappings.source_stage
    where changes.lifecycle = 'lead' and changes.changed_at is not null
)

select record_id, stage from ranked where age_rank = 1
