{{ config(enabled='spreadsheets' in var('sources')) }}

with typed as (
    {{ current_rows('spreadsheets', 'lead_targets') }}
),

renamed as (
    select
        cast(date_trunc('quarter', quarter) as date) as quarter_starts_on,
        lead_source,
        target
    from typed
)

select * from renamed
