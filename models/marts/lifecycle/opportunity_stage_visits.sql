with visits as (
    {{ stays_of('opportunity', 'opportunity_id', also=['source_stage', 'stage_version', 'is_entered_forward', 'is_left_forward']) }}
),

evidence as (
    select * from {{ ref('int_opportunity_visits__evidenced') }}
),

activities as (
    {{ unify('buyer_activities') }}
),

buyers as (
    select visits.opportunity_id, visits.visit_number, max(activities.happened_at) as last_buyer_activity_at
    from visits
    inner join activities
        on visits.opportunity_id = activities.opportunity_id and visits.entered_at >= activities.happened_at
    group by visits.opportunity_id, visits.visit_number
),

contracts as (
    select opportunity_id, has_nonstandard_terms from {{ ref('int_contracts__agreed') }}
),

opportunities as (
    select opportunity_id, currency from {{ ref('int_opportunities__staged') }}
),

described as (
    select
        visits.*,
        {{ converted('evidence.amount_at_entry', 'opportunities.currency', 'rates') }} as amount,
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
    left join evidence on visits.opportunity_id = evidence.record_id and visits.visit_number = evidence.visit_number
    left join buyers on visits.opportunity_id = buyers.opportunity_id and visits.visit_number = buyers.visit_number
    left join contracts on visits.opportunity_id = contracts.opportunity_id
    left join opportunities on visits.opportunity_id = opportunities.opportunity_id
    {{ join_rate('rates', 'opportunities.currency', system_day('visits.source_system', 'visits.entered_at')) }}
)

select * from described
