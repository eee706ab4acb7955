with visits as (
    {{ stays_of('customer_setup', 'setup_id', key='setup_stage_visit_id') }}
),

setups as (
    select * from {{ ref('customer_setups') }}
),

described as (
    select
        visits.*,
        setups.requested_by,
        setups.approved_by,
        setups.open_item_count,
        coalesce(setups.checked_at <= visits.entered_at, false) as is_checked_at_entry,
        coalesce(setups.approved_at <= visits.entered_at, false) as is_approved_at_entry,
        setups.ordered_amount
    from visits
    inner join setups on visits.setup_id = setups.setup_id
)

select * from described
