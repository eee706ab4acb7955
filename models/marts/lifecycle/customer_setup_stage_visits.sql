with visits as (
    select * from {{ ref('stage_visits') }} where lifecycle = 'customer_setup'
),

setups as (
    select * from {{ ref('customer_setups') }}
),

described as (
    select
        visits.record_id || '#' || cast(visits.visit_number as text) as setup_stage_visit_id,
        visits.source_system,
        visits.record_id as setup_id,
        visits.customer_id,
        visits.stage,
        visits.visit_number,
        visits.entered_at,
        visits.left_at,
        visits.previous_stage,
        visits.next_stage,
        setups.requested_by,
        setups.approved_by,
        setups.open_item_count,
        coalesce(setups.checked_at <= visits.entered_at, false) as is_checked_at_entry,
        coalesce(setups.approved_at <= visits.entered_at, false) as is_approved_at_entry,
        setups.ordered_amount
    from visits
    inner join setups on visits.record_id = setups.setup_id
)

select * from described
