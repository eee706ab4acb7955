with visits as (
    select * from {{ ref('stage_visits') }} where lifecycle = 'revenue'
),

revenue_events as (
    select * from {{ ref('revenue_events') }}
),

described as (
    select
        visits.record_id || '#' || cast(visits.visit_number as text) as stage_visit_id,
        visits.source_system,
        visits.record_id as revenue_event_id,
        visits.customer_id,
        visits.stage,
        visits.visit_number,
        visits.entered_at,
        visits.left_at,
        visits.previous_stage,
        visits.next_stage,
        revenue_events.evidence,
        revenue_events.evidence_on,
        revenue_events.amount
    from visits
    inner join revenue_events on visits.record_id = revenue_events.revenue_event_id
)

select * from described
