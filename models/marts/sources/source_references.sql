select
    reference_id,
    source_system,
    source_table,
    source_column,
    points_at,
    is_found,
    ended_because,
    record_count,
    example_key
from {{ source('night', 'source_references') }}
