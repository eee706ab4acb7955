{{ config(enabled='spreadsheets' in var('sources')) }}

with typed as (
    {{ current_rows('spreadsheets', 'surveys') }}
),

renamed as (
    select
        {{ record_id('spreadsheets', 'response_id') }} as response_id,
        survey_id,
        campaign_id,
        {{ number_id('customer_number') }} as customer_number,
        {{ record_id('zendesk', 'ticket') }} as ticket_id,
        sent_on,
        answered_on,
        score,
        followed_up_on
    from typed
)

select * from renamed
