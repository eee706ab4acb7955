with definitions as (
    select * from {{ ref('otif_definitions') }} where valid_from is not null
),

{# A day has one definition: where two would hold, the later one does. #}
followed as (
    select
        *,
        lead(valid_from) over (order by valid_from, {{ byte_order('definition') }}) as next_from
    from definitions
),

in_force as (
    select
        definition,
        basis,
        span,
        early_minutes,
        late_minutes,
        {{ quoted('level') }},
        full_share,
        valid_from,
        least(coalesce(valid_to, date '9999-12-31'), coalesce(next_from - 1, date '9999-12-31')) as valid_to
    from followed
)

select * from in_force
where valid_from <= valid_to
