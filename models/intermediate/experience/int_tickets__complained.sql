with tickets as (
    select * from {{ ref('int_tickets__linked') }}
),

kinds as (
    select * from {{ ref('complaint_kinds') }}
),

escalations as (
    select ticket_id, min(changed_at) as escalated_at
    from ({{ unify('ticket_changes') }}) as changes
    where field = 'escalation' and {{ try_boolean('value') }}
    group by ticket_id
),

described as (
    select
        tickets.ticket_id,
        tickets.source_system,
        tickets.created_at,
        tickets.customer_id,
        tickets.category,
        tickets.reported_sla,
        tickets.satisfaction,
        kinds.function as category_function,
        kinds.breaks as broken_part,
        escalations.escalated_at
    from tickets
    left join kinds on tickets.source_system = kinds.source_system and tickets.category = kinds.kind
    left join escalations on tickets.ticket_id = escalations.ticket_id
),

{# The same matter of the same customer in the thirty days up to here. #}
repeated as (
    select described.ticket_id, count(*) as same_issue_count
    from described
    inner join described as earlier
        on
            described.customer_id = earlier.customer_id
            and described.category = earlier.category
            and described.created_at >= earlier.created_at
            and described.created_at < earlier.created_at + interval '30 days'
    group by described.ticket_id
),

complained as (
    select described.*, repeated.same_issue_count
    from described
    left join repeated on described.ticket_id = repeated.ticket_id
)

select * from complained
