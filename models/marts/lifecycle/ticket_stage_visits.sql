with visits as (
    select * from {{ ref('int_ticket_visits__defined') }}
),

changes as (
    {{ unify('ticket_changes') }}
),

conversations as (
    select ticket_id, first_answer_at from {{ ref('int_tickets__conversed') }}
),

reasons as (
    select * from {{ ref('pause_reasons') }}
),

customers as (
    select customer_id, invoiced_last_year from {{ ref('customers') }}
),

preceded as (
    select *, lag(entered_at) over (partition by record_id order by visit_number) as previous_entered_at
    from visits
),

{# What the history said when the stage was entered; a reason is worth one pause. #}
ranked as (
    select
        preceded.stage_visit_id,
        changes.field,
        changes.value,
        row_number() over (
            partition by preceded.stage_visit_id, changes.field order by changes.changed_at desc, {{ byte_order('changes.value') }}
        ) as age_rank
    from preceded
    inner join changes
        on
            preceded.record_id = changes.ticket_id
            and preceded.entered_at >= changes.changed_at
            and (
                changes.field = 'agent'
                or (
                    changes.field = 'pause_reason'
                    and (preceded.previous_entered_at < changes.changed_at or preceded.previous_entered_at is null)
                )
            )
),

evidence as (
    select
        stage_visit_id,
        max(case when field = 'agent' then value end) as agent_at_entry,
        max(case when field = 'pause_reason' then value end) as pause_reason_at_entry
    from ranked
    where age_rank = 1
    group by stage_visit_id
),

described as (
    select
        {{ record_stay('ticket', 'preceded.stage_visit_id') }} as stage_visit_id,
        preceded.source_system,
        preceded.record_id as ticket_id,
        preceded.customer_id,
        preceded.stage,
        preceded.stage_means,
        preceded.visit_number,
        preceded.entered_at,
        preceded.left_at,
        preceded.previous_stage,
        preceded.next_stage,
        preceded.next_stage_means,
        evidence.agent_at_entry,
        evidence.pause_reason_at_entry,
        case when preceded.stage_means in ('awaiting_customer', 'awaiting_others') then reasons.reason is not null end as pause_is_allowed,
        coalesce(conversations.first_answer_at <= preceded.entered_at, false) as is_answered_at_entry,
        customers.invoiced_last_year as customer_invoiced_last_year
    from preceded
    left join evidence on preceded.stage_visit_id = evidence.stage_visit_id
    left join conversations on preceded.record_id = conversations.ticket_id
    left join reasons
        on
            evidence.pause_reason_at_entry = reasons.reason
            and preceded.stage = reasons.stage
            and {{ system_day('preceded.source_system', 'preceded.entered_at') }} between reasons.valid_from
            and coalesce(reasons.valid_to, date '9999-12-31')
    left join customers on preceded.customer_id = customers.customer_id
)

select * from described
