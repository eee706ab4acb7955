with stages as (
    select * from {{ ref('lifecycle_stages') }}
),

{# A stage keeps its meaning until a later version gives it another; its first holds for all that came before. #}
followed as (
    select
        lifecycle,
        stage,
        stage_means,
        valid_from,
        lag(valid_from) over by_stage as earlier_of_stage,
        lead(valid_from) over by_stage as later_of_stage,
        lag(valid_from) over by_meaning as earlier_of_meaning,
        lead(valid_from) over by_meaning as later_of_meaning
    from stages
    window
        by_stage as (partition by lifecycle, stage order by valid_from, version),
        by_meaning as (partition by lifecycle, stage_means order by valid_from, version)
),

meant as (
    select
        lifecycle,
        stage,
        stage_means,
        case when earlier_of_stage is null then date '0001-01-01' else valid_from end as means_from,
        coalesce(later_of_stage - 1, date '9999-12-31') as means_to,
        case when earlier_of_meaning is null then date '0001-01-01' else valid_from end as meant_from,
        coalesce(later_of_meaning - 1, date '9999-12-31') as meant_to
    from followed
)

select * from meant
