-- A deal is in one stage at a time, and each stay begins where the one before it ended.
with visits as (
    select
        stage_visit_id,
        entered_at,
        left_at,
        lead(entered_at) over (partition by opportunity_id order by visit_number) as next_entered_at
    from {{ ref('opportunity_stage_visits') }}
)

select *
from visits
where
    entered_at is null
    or left_at is distinct from next_entered_at
    or left_at <= entered_at
