{{ config(enabled='hubspot' in var('sources')) }}

with events as (
    {{ current_rows('hubspot', 'email_event') }}
),

campaigns as (
    {{ current_rows('hubspot', 'email_campaign') }}
),

sends as (
    select
        {{ record_id('hubspot', 'events.id') }} as send_id,
        lower(events.recipient) as recipient,
        {{ record_id('hubspot', 'events.email_campaign_id') }} as campaign_id,
        events.created as sent_at,
        coalesce(campaigns.type = 'NURTURE', false) as is_nurture
    from events
    left join campaigns on events.email_campaign_id = campaigns.id
    where events.type = 'SENT'
)

select * from sends
