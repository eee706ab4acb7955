select
    source_table_id,
    source_system,
    source_table,
    row_count,
    newest_at,
    age_hours,
    warn_after_hours,
    error_after_hours,
    usual_row_count,
    least_row_count,
    most_row_count,
    known_nights
from {{ source('night', 'source_tables') }}
