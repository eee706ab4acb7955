with visits as (
    select * from {{ ref('stage_visits') }} where lifecycle = 'opportunity'
),

evidence as (
    select * from {{ ref('int_opportunity_visits__evidenced') }}
),

activities as (
    {{ unify('buyer_activities') }}
),

buyers as (
    select visits.record_id, visits.visit_number, max(activities.happened_at) as last_buyer_activity_at
    from visits
    inner join activities
        on visits.record_id = activities.opportunity_id and visits.entered_at >= activities.happened_at
    group by visits.record_id, visits.visit_number
),

contracts as (
    select opportunity_id, has_nonstandard_terms from {{ ref('int_contracts__newest') }}
),

described as (
    select
        visits.record_id || '#' || cast(visits.visit_number as text) as stage_visit_id,
        visits.source_system,
        visits.record_id as opportunity_id,
        visits.customer_id,
        visits.stage,
        visits.source_stage,
        visits.stage_version,
        visits.visit_number,
        visits.entered_at,
        visits.left_at,
        visits.previous_stage,
        visits.next_stage,
        visits.is_entered_forward,
        visits.is_left_forward,
        evidence.amount_at_entry as amount,
        evidence.owner_id_at_entry,
        evidence.amount_at_entry,
        evidence.close_date_at_entry,
        evidence.contract_draft_at_entry,
        evidence.scope_signed_at_entry,
        evidence.loss_reason_at_entry,
        evidence.next_step_at_exit,
        evidence.scope_at_exit,
        evidence.decision_process_at_exit,
        evidence.promised_window_at_exit,
        evidence.nonstandard_terms_at_entry,
        contracts.has_nonstandard_terms as contract_has_nonstandard_terms,
        buyers.last_buyer_activity_at,
        {{ days_between('buyers.last_buyer_activity_at', 'visits.entered_at') }} as days_since_buyer_activity
    from visits
    left join evidence on visits.record_id = evidence.record_id and visits.visit_number = evidence.visit_number
    left join buyers on visits.record_id = buyers.record_id and visits.visit_number = buyers.visit_number
    left join contracts on visits.record_id = contracts.opportunity_id
)

select * from described
