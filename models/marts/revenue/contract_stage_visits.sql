with visits as (
    select * from {{ ref('stage_visits') }} where lifecycle = 'contract'
),

contracts as (
    select * from {{ ref('contracts') }}
),

described as (
    select
        visits.record_id || '#' || cast(visits.visit_number as text) as stage_visit_id,
        visits.source_system,
        visits.record_id as contract_id,
        visits.customer_id,
        visits.stage,
        visits.visit_number,
        visits.entered_at,
        visits.left_at,
        visits.previous_stage,
        visits.next_stage,
        contracts.signed_at,
        contracts.starts_on,
        contracts.ends_on,
        contracts.amount
    from visits
    inner join contracts on visits.record_id = contracts.contract_id
)

select * from described
