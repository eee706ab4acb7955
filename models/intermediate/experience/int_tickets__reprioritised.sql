with changes as (
    {{ unify('ticket_changes') }}
),

targets as (
    {{ unify('solve_targets') }}
),

tickets as (
    select ticket_id, created_at, solved_at from {{ ref('int_tickets__solved') }}
),

changed as (
    select
        ticket_id,
        source_system,
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
        {{ minutes_between('tickets.created_at', 'changed.changed_at') }} as minutes_until_lowered,
        {{ minutes_between('tickets.created_at', 'coalesce(tickets.solved_at, ' ~ as_of() ~ ')') }} as minutes_taken,
        earlier.target_minutes
    from changed
    inner join tickets on changed.ticket_id = tickets.ticket_id
    inner join targets on changed.source_system = targets.source_system and changed.priority = targets.priority
    inner join targets as earlier
        on changed.source_system = earlier.source_system and changed.priority_before = earlier.priority
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
