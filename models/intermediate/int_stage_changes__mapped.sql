with named as (
    select * from {{ ref('int_stage_changes__named') }}
),

stages as (
    select * from {{ ref('int_lifecycle_stages__dated') }}
),

records as (
    select * from {{ ref('int_lifecycle_records__known') }}
),

{# A change whose record no lifecycle knows stands in no stage: it is kept, and found. #}
mapped as (
    select
        named.source_system,
        named.lifecycle,
        named.record_id,
        named.pipeline,
        named.source_stage,
        named.changed_at,
        named.actor,
        named.move_reason,
        case when records.record_id is not null then named.stage end as stage,
        case when records.record_id is not null then named.stage_means end as stage_means,
        stages.position,
        records.customer_id,
        records.amount
    from named
    left join records on named.lifecycle = records.lifecycle and named.record_id = records.record_id
    left join stages
        on
            named.lifecycle = stages.lifecycle
            and records.record_id is not null
            and named.stage = stages.stage
            and cast(named.changed_at as date) between stages.valid_from and stages.valid_to
)

select * from mapped
