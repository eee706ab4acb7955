with stages as (
    select * from {{ ref('lifecycle_stages') }}
),

ranked as (
    select
        *,
        row_number() over (partition by lifecycle, stage order by version desc) as version_rank
    from stages
    where {{ is_valid_today('valid_from', 'valid_to') }}
),

in_force as (
    select lifecycle, stage, position, may_start, is_terminal, days_until_stale, forecast_category
    from ranked
    where version_rank = 1
)

select * from in_force
