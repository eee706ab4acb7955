{{ config(enabled='spreadsheets' in var('sources')) }}

with typed as (
    {{ current_rows('spreadsheets', 'survey_campaigns') }}
),

renamed as (
    select
        campaign_id,
        lower(touchpoint) as touchpoint,
        opened_on,
        closed_on
    from typed
)

select * from renamed
