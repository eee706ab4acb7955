{{ config(enabled='spreadsheets' in var('sources')) }}

with typed as (
    {{ current_rows('spreadsheets', 'waiver_log') }}
),

renamed as (
    select
        {{ record_id('spreadsheets', 'waiver_id') }} as waiver_id,
        rule,
        {{ number_id('customer_number') }} as customer_number,
        scope,
        reason,
        requested_by,
        approved_by,
        approved_on,
        expires_on,
        ended_on
    from typed
)

select * from renamed
