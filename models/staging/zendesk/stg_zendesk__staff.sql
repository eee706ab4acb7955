{{ config(enabled='zendesk' in var('sources')) }}

with tickets as (
    {{ current_rows('zendesk', 'ticket') }}
),

history as (
    {{ current_rows('zendesk', 'ticket_field_history') }}
),

comments as (
    {{ current_rows('zendesk', 'ticket_comment') }}
),

{# An unsolved ticket is taken from who stops being an agent, so whoever holds one is staff till now. #}
holdings as (
    select
        history.value as user_id,
        history.updated as acted_from,
        coalesce(
            lead(history.updated) over (partition by history.ticket_id order by history.updated),
            case when tickets.status in ('solved', 'closed') then tickets.updated_at else {{ as_of() }} end
        ) as acted_until,
        cast(tickets.requester_id as text) as requester_id
    from history
    inner join tickets on history.ticket_id = tickets.id
    where history.field_name = 'assignee_id'
),

{# The desk keeps a role as it is today. Only staff hold tickets, and write what customers cannot read. #}
acts as (
    select * from holdings
    union all
    select
        cast(assignee_id as text) as user_id,
        updated_at as acted_from,
        updated_at as acted_until,
        cast(requester_id as text) as requester_id
    from tickets
    union all
    select
        cast(comments.user_id as text) as user_id,
        comments.created as acted_from,
        comments.created as acted_until,
        cast(tickets.requester_id as text) as requester_id
    from comments
    inner join tickets on comments.ticket_id = tickets.id
    where not comments.public
),

staff as (
    select
        user_id,
        min(acted_from) as acted_from,
        max(greatest(acted_from, acted_until)) as acted_until
    from acts
    where user_id is distinct from requester_id and user_id is not null
    group by user_id
)

select * from staff
