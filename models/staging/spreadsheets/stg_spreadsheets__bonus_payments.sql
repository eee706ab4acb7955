{{ config(enabled='spreadsheets' in var('sources')) }}

with bonuses as (
    {{ current_rows('spreadsheets', 'bonus_payments') }}
),

renamed as (
    select
        {{ record_id('spreadsheets', 'bonus_id') }} as bonus_id,
        opportunity_id,
        employee_id,
        outcome,
        plan_rule,
        amount,
        paid_on,
        lead_id
    from bonuses
)

select * from renamed
