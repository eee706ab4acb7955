with tickets as (
    select * from {{ ref('int_tickets__solved') }}
),

targets as (
    {{ unify('solve_targets') }}
),

organizations as (
    select source_record_id as organization_id, customer_id
    from {{ ref('customer_crosswalk') }}
    where entity = 'organization'
),

customers as (
    select customer_id, invoiced_last_year from {{ ref('customers') }}
),

waited as (
    select * from {{ ref('int_tickets__waited') }}
),

timed as (
    select
        tickets.*,
        targets.target_minutes,
        {{ minutes_between('tickets.created_at', 'tickets.solved_at') }} as minutes_to_solve
    from tickets
    left join targets on tickets.source_system = targets.source_system and tickets.priority = targets.priority
),

described as (
    select
        timed.ticket_id,
        timed.source_system,
        organizations.customer_id,
        timed.status,
        timed.priority,
        timed.created_at,
        timed.solved_at,
        timed.target_minutes as solve_target_minutes,
        timed.minutes_to_solve,
        case
            when timed.minutes_to_solve is not null and timed.target_minutes is not null
                then timed.minutes_to_solve <= timed.target_minutes and not timed.is_reopened_within_week
        end as is_sla_met,
        timed.reported_sla,
        timed.is_reopened_within_week,
        timed.assignee_id,
        waited.topic,
        waited.asks_before_answer,
        waited.asks_before_answer > 2 as is_chased,
        waited.escalated_at is not null as is_escalated,
        waited.priority_lowered_at,
        timed.satisfaction,
        customers.invoiced_last_year as customer_invoiced_last_year
    from timed
    left join waited on timed.ticket_id = waited.ticket_id
    left join organizations on timed.organization_id = organizations.organization_id
    left join customers on organizations.customer_id = customers.customer_id
)

select * from described
