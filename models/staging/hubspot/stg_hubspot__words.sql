{{ config(enabled='hubspot' in var('sources')) }}

with words as (
    {{ words_in_records('hubspot', {
        'deal_role': ('contact', 'property_deal_role'),
        'meeting_outcome': ('engagement_meeting', 'meeting_outcome'),
        'campaign_type': ('email_campaign', 'type'),
        'lead_state': ('contact', 'property_lifecyclestage'),
        'forecast_category': ('deal', 'property_hs_forecast_category'),
    }, several=['deal_role']) }}
)

select * from words
