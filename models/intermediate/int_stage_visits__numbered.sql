with changes as (
    select
        *,
        coalesce('=' || stage, '?' || coalesce(source_stage, '')) as stood_in
    from {{ ref('int_stage_changes__mapped') }}
),

{# A statement is a move only where the stage differs from the statement before. #}
compared as (
    select
        *,
        lag(stood_in) over (
            partition by lifecycle, record_id
            order by changed_at, position nulls last, {{ byte_order('stood_in') }}, {{ byte_order('source_stage') }}, {{ byte_order('actor') }}
        ) as stood_in_before
    from changes
),

entries as (
    select
        *,
        row_number() over (
            partition by lifecycle, record_id
            order by changed_at, position nulls last, {{ byte_order('stood_in') }}, {{ byte_order('source_stage') }}, {{ byte_order('actor') }}
        ) as entry_number
    from compared
    where stood_in is distinct from stood_in_before
),

{# One pipeline more with a stage of the same name is all that can share a moment and a name. #}
named as (
    select
        *,
        row_number() over (
            partition by lifecycle, record_id, changed_at, coalesce(source_stage, '') order by entry_number
        ) as namesake_number
    from entries
),

numbered as (
    select
        lifecycle,
        source_system,
        record_id,
        customer_id,
        pipeline,
        source_stage,
        stage,
        stage_means,
        {{ moment_text('changed_at') }} || '/' || coalesce(source_stage, '')
        || case when namesake_number > 1 then '/' || cast(namesake_number as text) else '' end as stay,
        cast(entry_number as integer) as visit_number,
        cast(row_number() over (partition by lifecycle, record_id, stood_in order by entry_number) as integer) as stay_number,
        changed_at as entered_at,
        lead(changed_at) over by_entry as left_at,
        lag(stage) over by_entry as previous_stage,
        lead(stage) over by_entry as next_stage,
        lead(stage_means) over by_entry as next_stage_means,
        actor,
        move_reason,
        amount
    from named
    window by_entry as (partition by lifecycle, record_id order by entry_number)
)

select * from numbered
