with visits as (
    select * from {{ ref('stage_visits') }} where lifecycle = 'olist_seller'
),

sellers as (
    {{ unify('sellers') }}
),

described as (
    select
        visits.record_id || '#' || cast(visits.visit_number as text) as stage_visit_id,
        visits.source_system,
        visits.record_id as lead_id,
        visits.customer_id,
        visits.stage,
        visits.visit_number,
        visits.entered_at,
        visits.left_at,
        visits.previous_stage,
        visits.next_stage,
        visits.is_left_forward,
        sellers.lead_source,
        sellers.business_segment,
        sellers.city,
        sellers.postal_code,
        {{ days_between('sellers.won_at', 'visits.entered_at') }} as days_since_won,
        sellers.first_review_score
    from visits
    inner join sellers on visits.record_id = sellers.lead_id
)

select * from described
