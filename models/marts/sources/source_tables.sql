with systems as (
    {{ systems_on() }}
),

judged as (
    select * from {{ source('night', 'source_tables') }}
),

described as (
    select
        judged.source_table_id,
        systems.source_system,
        judged.source_table,
        judged.row_count,
        judged.newest_at,
        judged.age_hours,
        judged.warn_after_hours,
        judged.error_after_hours,
        judged.usual_row_count,
        judged.least_row_count,
        judged.most_row_count,
        judged.known_nights
    from judged
    inner join systems on judged.source_system = systems.source_system
)

select * from described
