with changes as (
    {{ unify('ticket_changes') }}
),

moves as (
    select
        ticket_id,
        changed_at,
        value as team,
        lag(value) over (partition by ticket_id order by changed_at) as team_before
    from changes
    where field = 'team' and value is not null
),

handoffs as (
    select
        ticket_id,
        changed_at as handed_over_at,
        lead(changed_at) over (partition by ticket_id order by changed_at) as handed_on_at
    from moves
    where team <> team_before
),

{# Somebody of the next team takes the ticket, before that team hands it on. #}
accepted as (
    select handoffs.ticket_id, handoffs.handed_over_at, min(changes.changed_at) as accepted_at
    from handoffs
    left join changes
        on
            handoffs.ticket_id = changes.ticket_id
            and changes.field = 'agent'
            and changes.value is not null
            and handoffs.handed_over_at <= changes.changed_at
            and (handoffs.handed_on_at > changes.changed_at or handoffs.handed_on_at is null)
    group by handoffs.ticket_id, handoffs.handed_over_at
),

summed_up as (
    select
        ticket_id,
        count(*) as handoff_count,
        max({{ hours_between('handed_over_at', 'coalesce(accepted_at, ' ~ as_of() ~ ')') }}) as longest_acceptance_hours
    from accepted
    group by ticket_id
)

select * from summed_up
