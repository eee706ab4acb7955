{{ config(enabled='zendesk' in var('sources')) }}

with comments as (
    {{ current_rows('zendesk', 'ticket_comment') }}
),

tickets as (
    {{ current_rows('zendesk', 'ticket') }}
),

history as (
    {{ current_rows('zendesk', 'ticket_field_history') }}
),

{# What the requester says is inbound; anybody else answers. #}
answered as (
    select comments.ticket_id, min(comments.created) as first_answered_at
    from comments
    inner join tickets on comments.ticket_id = tickets.id
    where comments.user_id <> tickets.requester_id and {{ quoted('public') }}
    group by comments.ticket_id
),

asked as (
    select comments.ticket_id, count(*) as ask_count
    from comments
    inner join tickets on comments.ticket_id = tickets.id
    left join answered on comments.ticket_id = answered.ticket_id
    where
        comments.user_id = tickets.requester_id
        and (answered.first_answered_at is null or comments.created < answered.first_answered_at)
    group by comments.ticket_id
),

escalated as (
    select ticket_id, min(updated) as escalated_at
    from history
    where field_name = 'custom_escalated' and {{ try_boolean('value') }}
    group by ticket_id
),

{# Urgent is 1, low is 4. #}
priorities as (
    select
        ticket_id,
        updated,
        case value when 'urgent' then 1 when 'high' then 2 when 'normal' then 3 when 'low' then 4 end as rank,
        lag(case value when 'urgent' then 1 when 'high' then 2 when 'normal' then 3 when 'low' then 4 end) over (
            partition by ticket_id order by updated
        ) as rank_before
    from history
    where field_name = 'priority'
),

lowered as (
    select ticket_id, min(updated) as priority_lowered_at
    from priorities
    where rank > rank_before
    group by ticket_id
),

waits as (
    select
        {{ record_id('zendesk', 'tickets.id') }} as ticket_id,
        tickets.subject,
        cast(coalesce(asked.ask_count, 0) as integer) as asks_before_answer,
        answered.first_answered_at,
        escalated.escalated_at,
        lowered.priority_lowered_at
    from tickets
    left join asked on tickets.id = asked.ticket_id
    left join answered on tickets.id = answered.ticket_id
    left join escalated on tickets.id = escalated.ticket_id
    left join lowered on tickets.id = lowered.ticket_id
)

select * from waits
