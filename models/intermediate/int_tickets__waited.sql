with waits as (
    {{ unify('ticket_waits') }}
),

topics as (
    select * from {{ ref('ticket_topics') }}
),

found as (
    select
        waits.ticket_id,
        topics.topic,
        row_number() over (partition by waits.ticket_id order by topics.position) as topic_rank
    from waits
    inner join topics on lower(waits.subject) like '%' || topics.phrase || '%'
),

waited as (
    select
        waits.ticket_id,
        found.topic,
        waits.asks_before_answer,
        waits.escalated_at,
        waits.priority_lowered_at
    from waits
    left join found on waits.ticket_id = found.ticket_id and found.topic_rank = 1
)

select * from waited
