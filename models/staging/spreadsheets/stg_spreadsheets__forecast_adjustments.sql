{{ config(enabled='spreadsheets' in var('sources')) }}

with adjustments as (
    {{ current_rows('spreadsheets', 'forecast_adjustments') }}
),

renamed as (
    select
        {{ record_id('spreadsheets', 'adjustment_id') }} as adjustment_id,
        coalesce(deals.surviving_id, {{ crm_record_id('opportunity_id') }}) as opportunity_id,
        amount,
        author,
        reason,
        rule_id,
        entered_on
    from adjustments
    {{ join_survivor('deals', crm_record_id('opportunity_id'), {'hubspot': 'deal'}) }}
)

select * from renamed
