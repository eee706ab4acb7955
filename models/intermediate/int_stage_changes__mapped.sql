with named as (
    select * from {{ ref('int_stage_changes__named') }}
),

stages as (
    select * from {{ ref('int_lifecycle_stages__dated') }}
),

records as (
    select * from {{ ref('int_lifecycle_records__known') }}
),

mapped as (
    select
        named.*,
        stages.position,
        records.customer_id,
        records.amount
    from named
    inner join records on named.lifecycle = records.lifecycle and named.record_id = records.record_id
    left join stages
        on
            named.lifecycle = stages.lifecycle
            and named.stage = stages.stage
            and cast(named.changed_at as date) between stages.valid_from and stages.valid_to
)

select * from mapped
