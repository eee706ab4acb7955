{{ config(enabled='spreadsheets' in var('sources')) }}

with claims as (
    {{ current_rows('spreadsheets', 'account_owners') }}
),

renamed as (
    select
        {{ record_id('spreadsheets', 'entry_id') }} as claim_id,
        {{ number_id('customer_number') }} as customer_number,
        lower(decision) as decision,
        lower(function) as function,
        person,
        valid_from,
        valid_to
    from claims
)

select * from renamed
