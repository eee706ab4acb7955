{{ config(enabled='spreadsheets' in var('sources')) }}

with bonuses as (
    {{ current_rows('spreadsheets', 'bonus_payments') }}
),

renamed as (
    select
        {{ record_id('spreadsheets', 'bonus_id') }} as bonus_id,
        coalesce(deals.surviving_id, {{ crm_record_id('opportunity_id') }}) as opportunity_id,
        employee_id,
        outcome,
        plan_rule,
        amount,
        paid_on,
        coalesce(leads.surviving_id, {{ crm_record_id('lead_id') }}) as lead_id
    from bonuses
    {{ join_survivor('deals', crm_record_id('opportunity_id'), {'hubspot': 'deal'}) }}
    {{ join_survivor('leads', crm_record_id('lead_id'), {'salesforce': 'lead', 'hubspot': 'contact'}) }}
)

select * from renamed
