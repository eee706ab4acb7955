-- A record is in one stage at a time: each stay ends before the next one begins, or where it does;
-- between them the stage was cleared.
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
    or entered_at > left_at
    or left_at > next_entered_at
    or (left_at is null and next_entered_at is not null)
    or visit_number <> expected_number
