with visits as (
    select * from {{ ref('int_stage_visits__mapped') }}
),

stages as (
    select * from {{ ref('int_lifecycle_stages__in_force') }} where lifecycle = 'opportunity'
),

transitions as (
    select * from {{ ref('stage_transitions') }} where lifecycle = 'opportunity'
),

judged as (
    select
        visits.opportunity_id || '#' || cast(visits.visit_number as text) as stage_visit_id,
        visits.source_system,
        visits.opportunity_id,
        visits.customer_id,
        visits.stage,
        visits.source_stage,
        visits.visit_number,
        visits.entered_at,
        visits.left_at,
        visits.previous_stage,
        visits.next_stage,
        coalesce(next_stages.position > stages.position and visits.next_stage <> 'closed_lost', false) as is_left_forward,
        case when visits.visit_number = 1 then stages.may_start end as is_allowed_start,
        case
            when visits.visit_number > 1 and visits.stage is not null and visits.previous_stage is not null
                then transitions.to_stage is not null or visits.stage = visits.previous_stage
        end as is_allowed_move,
        coalesce(transitions.needs_reason, false) as move_needs_reason,
        visits.move_reason,
        {{ days_between('visits.entered_at', 'coalesce(visits.left_at, ' ~ as_of() ~ ')') }} as days_in_stage,
        case when not stages.is_terminal then stages.days_until_stale end as stale_after_days,
        visits.amount_at_entry as amount,
        visits.owner_id_at_entry,
        visits.amount_at_entry,
        visits.close_date_at_entry,
        visits.contract_draft_at_entry,
        visits.scope_signed_at_entry,
        visits.loss_reason_at_entry,
        visits.next_step_at_exit,
        visits.scope_at_exit,
        visits.decision_process_at_exit,
        visits.promised_window_at_exit
    from visits
    left join stages on visits.stage = stages.stage
    left join stages as next_stages on visits.next_stage = next_stages.stage
    left join transitions
        on visits.previous_stage = transitions.from_stage and visits.stage = transitions.to_stage
)

select * from judged
