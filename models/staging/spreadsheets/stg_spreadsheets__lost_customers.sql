{{ config(enabled='spreadsheets' in var('sources')) }}

with typed as (
    {{ current_rows('spreadsheets', 'lost_customers') }}
),

renamed as (
    select
        {{ record_id('spreadsheets', 'loss_id') }} as loss_id,
        {{ number_id('customer_number') }} as customer_number,
        noticed_on
    from typed
)

select * from renamed
