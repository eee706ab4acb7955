with stages as (
    select * from {{ ref('int_lifecycle_stages__dated') }}
),

in_force as (
    select lifecycle, stage, position, may_start, is_terminal, days_until_stale, forecast_category
    from stages
    where {{ is_valid_today('valid_from', 'valid_to') }}
)

select * from in_force
