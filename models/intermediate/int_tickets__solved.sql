with tickets as (
    {{ unify('tickets') }}
),

changes as (
    {{ unify('status_changes') }}
),

sequenced as (
    select
        *,
        max(case when status = 'solved' then changed_at end) over (
            partition by ticket_id order by changed_at rows between unbounded preceding and 1 preceding
        ) as solved_before
    from changes
),

summed_up as (
    select
        ticket_id,
        max(case when status = 'solved' then changed_at end) as last_solved_at,
        bool_or(coalesce(status = 'open' and changed_at <= solved_before + interval '7 days', false)) as is_reopened
    from sequenced
    group by ticket_id
),

solved as (
    select
        tickets.*,
        case when tickets.status in ('solved', 'closed') then summed_up.last_solved_at end as solved_at,
        coalesce(summed_up.is_reopened, false) as is_reopened_within_week
    from tickets
    left join summed_up on tickets.ticket_id = summed_up.ticket_id
)

select * from solved
