-- A record is in one stage at a time, and each stay begins where the one before it ended.
with visits as (
    select
        stage_visit_id,
        visit_number,
        entered_at,
        left_at,
        lead(entered_at) over (partition by lifecycle, record_id order by visit_number) as next_entered_at,
        row_number() over (partition by lifecycle, record_id order by entered_at, visit_number) as expected_number
    from {{ ref('stage_visits') }}
)

select *
from visits
where
    entered_at is null
    or left_at is distinct from next_entered_at
    or visit_number <> expected_number
