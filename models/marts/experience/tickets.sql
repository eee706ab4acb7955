with tickets as (
    select * from {{ ref('int_tickets__solved') }}
),

targets as (
    select * from {{ ref('int_tickets__targeted') }}
),

complaints as (
    select * from {{ ref('int_tickets__complained') }}
),

conversations as (
    select * from {{ ref('int_tickets__conversed') }}
),

handoffs as (
    select * from {{ ref('int_tickets__handed_over') }}
),

priorities as (
    select * from {{ ref('int_tickets__reprioritised') }}
),

customers as (
    select customer_id, invoiced_last_year from {{ ref('customers') }}
),

timed as (
    select
        tickets.*,
        targets.target_minutes,
        targets.metric as sla_metric,
        targets.minutes as minutes_counted,
        case when tickets.solved_at is not null then targets.minutes end as minutes_to_solve
    from tickets
    left join targets on tickets.ticket_id = targets.ticket_id
),

judged as (
    select
        *,
        case
            when minutes_to_solve is not null and target_minutes is not null
                then minutes_to_solve <= target_minutes and not is_reopened_within_week
        end as is_sla_met
    from timed
),

described as (
    select
        judged.ticket_id,
        judged.source_system,
        complaints.customer_id,
        judged.status,
        judged.stage_means,
        judged.priority,
        judged.created_at,
        judged.solved_at,
        judged.target_minutes as solve_target_minutes,
        judged.sla_metric,
        judged.minutes_to_solve,
        judged.is_sla_met,
        case
            when judged.stage_means in ('resolved', 'settled') then judged.is_sla_met
            else judged.minutes_counted <= judged.target_minutes
        end as is_sla_green,
        judged.reported_sla,
        judged.is_reopened_within_week,
        judged.assignee_id,
        judged.has_next_action,
        judged.satisfaction,
        complaints.category,
        complaints.category_function,
        complaints.broken_part,
        cast(complaints.same_issue_count as integer) as same_issue_count,
        complaints.escalated_at,
        conversations.first_reply_at,
        conversations.first_reply_is_human,
        conversations.first_reply_length,
        cast(conversations.most_unanswered_count as integer) as most_unanswered_count,
        priorities.priority_lowered_at,
        priorities.is_saved_by_lower_priority,
        cast(coalesce(handoffs.handoff_count, 0) as integer) as handoff_count,
        handoffs.longest_acceptance_hours,
        customers.invoiced_last_year as customer_invoiced_last_year
    from judged
    left join complaints on judged.ticket_id = complaints.ticket_id
    left join conversations on judged.ticket_id = conversations.ticket_id
    left join handoffs on judged.ticket_id = handoffs.ticket_id
    left join priorities on judged.ticket_id = priorities.ticket_id
    left join customers on complaints.customer_id = customers.customer_id
)

select * from described
