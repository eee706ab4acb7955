with stages as (
    select * from {{ ref('lifecycle_stages') }}
),

{# A later version of a stage ends the one before it. #}
followed as (
    select
        *,
        lead(valid_from) over (partition by lifecycle, stage order by valid_from, version) as next_from
    from stages
),

dated as (
    select
        lifecycle,
        stage,
        position,
        owner,
        may_start,
        is_terminal,
        days_until_stale,
        forecast_category,
        version,
        valid_from,
        least(coalesce(valid_to, date '9999-12-31'), coalesce(next_from - 1, date '9999-12-31')) as valid_to
    from followed
),

{# The main road ends at the first terminal stage; what stands behind it are side tracks. #}
goals as (
    select
        dated.lifecycle,
        dated.stage,
        dated.version,
        min(terminals.position) as goal_position
    from dated
    inner join dated as terminals
        on
            dated.lifecycle = terminals.lifecycle
            and terminals.is_terminal
            and dated.valid_to >= terminals.valid_from
            and dated.valid_from <= terminals.valid_to
    group by dated.lifecycle, dated.stage, dated.version
),

described as (
    select
        dated.*,
        goals.goal_position
    from dated
    left join goals
        on dated.lifecycle = goals.lifecycle and dated.stage = goals.stage and dated.version = goals.version
)

select * from described
