with messages as (
    {{ unify('ticket_messages') }}
),

{# How many answers of a person came before each message. #}
counted as (
    select
        *,
        sum(case when not is_from_customer and not coalesce(is_automatic, false) then 1 else 0 end) over (
            partition by ticket_id order by sent_at, {{ byte_order('message_id') }}
            rows between unbounded preceding and current row
        ) as answer_count
    from messages
    where is_from_customer is not null
),

ranked as (
    select
        *,
        lag(sent_at) over (
            partition by ticket_id, answer_count, is_from_customer order by sent_at, {{ byte_order('message_id') }}
        ) as said_before_at,
        row_number() over (
            partition by ticket_id, is_from_customer order by sent_at, {{ byte_order('message_id') }}
        ) as message_number
    from counted
),

{# What follows within the hour belongs to the message before. #}
waiting as (
    select ticket_id, answer_count, count(*) as unanswered_count
    from ranked
    where is_from_customer and (said_before_at is null or sent_at > said_before_at + interval '1 hour')
    group by ticket_id, answer_count
),

waited as (
    select ticket_id, max(unanswered_count) as most_unanswered_count
    from waiting
    group by ticket_id
),

replies as (
    select
        ticket_id,
        min(case when message_number = 1 then sent_at end) as first_reply_at,
        bool_or(case when message_number = 1 then not is_automatic end) as first_reply_is_human,
        max(case when message_number = 1 then length end) as first_reply_length,
        min(case when not coalesce(is_automatic, false) then sent_at end) as first_answer_at
    from ranked
    where not is_from_customer
    group by ticket_id
),

conversed as (
    select
        tickets.ticket_id,
        replies.first_reply_at,
        replies.first_reply_is_human,
        replies.first_reply_length,
        replies.first_answer_at,
        waited.most_unanswered_count
    from ({{ unify('tickets') }}) as tickets
    left join replies on tickets.ticket_id = replies.ticket_id
    left join waited on tickets.ticket_id = waited.ticket_id
)

select * from conversed
