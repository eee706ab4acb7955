{#- The shared stage in which each lead stands, by its own history. -#}
with ranked as (
    select
        record_id,
        stage,
        stage_means,
        row_number() over (
            partition by record_id order by changed_at desc, {{ byte_order('source_stage') }} desc nulls last
        ) as age_rank
    from {{ ref('int_stage_changes__named') }}
    where lifecycle = 'lead'
)

select record_id as lead_id, stage, stage_means from ranked where age_rank = 1
