with systems as (
    {{ systems_on() }}
),

found as (
    select * from {{ source('night', 'source_references') }}
),

described as (
    select
        found.reference_id,
        systems.source_system,
        found.source_table,
        found.source_column,
        found.points_at,
        found.is_found,
        found.ended_because,
        found.record_count,
        found.example_key
    from found
    inner join systems on found.source_system = systems.source_system
)

select * from described
