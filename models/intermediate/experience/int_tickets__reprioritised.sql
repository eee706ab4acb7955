with changes as (
    {{ unify('ticket_changes') }}
),

targets as (
    {{ unify('solve_targets') }}
),

clocked as (
    select * from {{ ref('int_tickets__clocked') }}
),

tickets as (
    select ticket_id, coalesce(solved_at, {{ as_of() }}) as asked_at from {{ ref('int_tickets__solved') }}
),

changed as (
    select
        ticket_id,
        changed_at,
        value as priority,
        lag(value) over (partition by ticket_id order by changed_at) as priority_before
    from changes
    where field = 'priority' and value is not null
),

{# A priority is lower where its target is longer. #}
lowered as (
    select
        changed.ticket_id,
        changed.changed_at,
        until_lowered.minutes as minutes_until_lowered,
        until_solved.minutes as minutes_taken,
        earlier.target_minutes
    from changed
    inner join tickets on changed.ticket_id = tickets.ticket_id
    inner join targets on changed.ticket_id = targets.ticket_id and changed.priority = targets.priority
    inner join targets as earlier
        on
            changed.ticket_id = earlier.ticket_id
            and targets.metric = earlier.metric
            and changed.priority_before = earlier.priority
    left join clocked as until_lowered
        on
            earlier.ticket_id = until_lowered.ticket_id
            and earlier.metric = until_lowered.metric
            and earlier.calendar = until_lowered.calendar
            and changed.changed_at = until_lowered.asked_at
    left join clocked as until_solved
        on
            earlier.ticket_id = until_solved.ticket_id
            and earlier.metric = until_solved.metric
            and earlier.calendar = until_solved.calendar
            and tickets.asked_at = until_solved.asked_at
    where targets.target_minutes > earlier.target_minutes
),

summed_up as (
    select
        ticket_id,
        min(changed_at) as priority_lowered_at,
        bool_or(minutes_until_lowered <= target_minutes and minutes_taken > target_minutes) as is_saved_by_lower_priority
    from lowered
    group by ticket_id
)

select * from summed_up
