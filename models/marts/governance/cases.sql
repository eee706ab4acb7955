with logged as (
    {{ unify('case_log') }}
),

customers as (
    select customer_number, customer_id from {{ ref('int_customer_numbers__resolved') }}
),

{# What this night opens or ends is judged from the next one on, so that a night run twice says the same. #}
kept as (
    select *
    from {{ source('night', 'last_contradictions') }}
    where opened < {{ as_of() }} and (resolved is null or resolved >= {{ as_of() }})
),

decisions as (
    select * from {{ ref('decisions') }}
),

people as (
    select * from {{ ref('int_people__accountable') }}
),

{# What earlier nights opened here, and what is followed up in a meeting's sheet. #}
opened as (
    select
        logged.case_id,
        logged.source_system,
        logged.kind,
        logged.topic,
        customers.customer_id,
        logged.amount,
        logged.opened_on,
        logged.due_on,
        logged.decided_on,
        people.role as decided_by_role,
        length(trim(logged.decision)) > 0 as has_decision,
        logged.escalated_on,
        logged.closed_on
    from logged
    left join customers on logged.customer_number = customers.customer_number
    left join people on lower(trim(logged.decided_by)) = people.known_as
    union all
    select
        kept.rule_id || ':' || kept.record_key,
        'customer_truth',
        'contradiction',
        kept.decision,
        kept.customer_id,
        cast(null as numeric(18, 2)),
        cast(kept.opened as date),
        cast(kept.due as date),
        decisions.decided_on,
        people.role,
        decisions.decision_id is not null,
        cast(null as date),
        cast(null as date)
    from kept
    left join decisions
        on
            kept.rule_id = decisions.rule
            and kept.record_key = decisions.record_key
            and decisions.decided_on >= cast(kept.opened as date)
    left join people on lower(decisions.decided_by) = people.known_as
),

described as (
    select
        *,
        closed_on is null as is_open,
        coalesce(due_on < {{ today() }}, true) and closed_on is null as is_overdue
    from opened
)

select * from described
