with tickets as (
    select * from {{ ref('int_tickets__linked') }}
),

meanings as (
    {{ status_meanings('ticket') }}
),

changes as (
    select changes.ticket_id, changes.changed_at, meanings.stage_means
    from ({{ unify('status_changes') }}) as changes
    left join meanings on changes.source_system = meanings.source_system and changes.status = meanings.status
),

sequenced as (
    select
        *,
        max(case when stage_means = 'resolved' then changed_at end) over (
            partition by ticket_id order by changed_at rows between unbounded preceding and 1 preceding
        ) as solved_before
    from changes
),

summed_up as (
    select
        ticket_id,
        max(case when stage_means = 'resolved' then changed_at end) as last_solved_at,
        bool_or(coalesce(stage_means = 'worked_on' and changed_at <= solved_before + interval '7 days', false)) as is_reopened
    from sequenced
    group by ticket_id
),

solved as (
    select
        tickets.*,
        meanings.stage_means,
        case when meanings.stage_means in ('resolved', 'settled') then summed_up.last_solved_at end as solved_at,
        coalesce(summed_up.is_reopened, false) as is_reopened_within_week
    from tickets
    left join meanings on tickets.source_system = meanings.source_system and tickets.status = meanings.status
    left join summed_up on tickets.ticket_id = summed_up.ticket_id
)

select * from solved
