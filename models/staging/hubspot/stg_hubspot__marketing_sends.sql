{{ config(enabled='hubspot' in var('sources')) }}

with events as (
    {{ current_rows('hubspot', 'email_event') }}
),

campaigns as (
    {{ current_rows('hubspot', 'email_campaign') }}
),

{# The types of an event are the vendor's own; those of a campaign are the company's words. #}
sends as (
    select
        {{ record_id('hubspot', 'events.id') }} as send_id,
        lower(events.recipient) as recipient,
        {{ record_id('hubspot', 'events.email_campaign_id') }} as campaign_id,
        events.created as sent_at,
        coalesce(types.means = 'nurtures', false) as is_nurture
    from events
    left join campaigns on events.email_campaign_id = campaigns.id
    {{ join_word('types', "'campaign_type'", 'campaigns.type', "'hubspot'") }}
    where events.type = 'SENT'
)

select * from sends
