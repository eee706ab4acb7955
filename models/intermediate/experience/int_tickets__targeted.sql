with tickets as (
    select ticket_id, priority, coalesce(solved_at, {{ as_of() }}) as asked_at from {{ ref('int_tickets__solved') }}
),

changes as (
    select * from ({{ unify('ticket_changes') }}) as changes where field = 'priority'
),

targets as (
    {{ unify('solve_targets') }}
),

clocked as (
    select * from {{ ref('int_tickets__clocked') }}
),

{# The priority with which it was solved; what is entered later changes no target that was met. #}
said as (
    select
        tickets.ticket_id,
        changes.value as priority,
        row_number() over (
            partition by tickets.ticket_id order by changes.changed_at desc, {{ byte_order('changes.value') }} nulls last
        ) as age_rank
    from tickets
    inner join changes on tickets.ticket_id = changes.ticket_id and tickets.asked_at >= changes.changed_at
),

targeted as (
    select
        tickets.ticket_id,
        targets.metric,
        targets.target_minutes,
        clocked.minutes,
        row_number() over (
            partition by tickets.ticket_id
            order by targets.target_minutes - clocked.minutes nulls first, targets.target_minutes, {{ byte_order('targets.metric') }}
        ) as tightness_rank
    from tickets
    left join said on tickets.ticket_id = said.ticket_id and said.age_rank = 1
    inner join targets
        on
            tickets.ticket_id = targets.ticket_id
            and case when said.ticket_id is null then tickets.priority else said.priority end = targets.priority
    left join clocked
        on
            tickets.ticket_id = clocked.ticket_id
            and targets.metric = clocked.metric
            and targets.calendar = clocked.calendar
            and tickets.asked_at = clocked.asked_at
),

tightest as (
    select ticket_id, metric, target_minutes, minutes from targeted where tightness_rank = 1
)

select * from tightest
