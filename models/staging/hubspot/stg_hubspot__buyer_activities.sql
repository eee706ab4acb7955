{{ config(enabled='hubspot' in var('sources')) }}

with links as (
    {{ current_rows('hubspot', 'engagement_deal') }}
),

meetings as (
    {{ current_rows('hubspot', 'engagement_meeting') }}
),

emails as (
    {{ current_rows('hubspot', 'engagement_email') }}
),

{# The types of an engagement are the vendor's own; what came of a meeting is the company's word. #}
done_by_buyers as (
    select meetings.engagement_id, 'meeting' as kind, meetings.start_time as happened_at
    from meetings
    {{ join_word('outcomes', "'meeting_outcome'", 'meetings.meeting_outcome', "'hubspot'") }}
    where outcomes.means = 'held'
    union all
    select engagement_id, 'email reply' as kind, property_hs_timestamp as happened_at
    from emails
    where type = 'INCOMING_EMAIL'
),

renamed as (
    select
        {{ record_id('hubspot', 'links.deal_id') }} || '/' || cast(links.engagement_id as text) as activity_id,
        {{ record_id('hubspot', 'links.deal_id') }} as opportunity_id,
        done_by_buyers.kind,
        done_by_buyers.happened_at
    from links
    inner join done_by_buyers on links.engagement_id = done_by_buyers.engagement_id
)

select * from renamed
