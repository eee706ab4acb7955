{{ config(enabled='hubspot' in var('sources')) }}

with deals as (
    {{ current_rows('hubspot', 'deal') }}
),

companies as (
    {{ current_rows('hubspot', 'deal_company') }}
),

contacts as (
    {{ current_rows('hubspot', 'deal_contact') }}
),

{# Type 5 is a deal's primary company, type 3 its contact; labels have other numbers. #}
primary_companies as (
    select deal_id, coalesce(min(case when type_id = 5 then company_id end), min(company_id)) as company_id
    from companies
    group by deal_id
),

primary_contacts as (
    select deal_id, coalesce(min(case when type_id = 3 then contact_id end), min(contact_id)) as contact_id
    from contacts
    group by deal_id
),

renamed as (
    select
        {{ record_id('hubspot', 'deals.deal_id') }} as opportunity_id,
        {{ record_id('hubspot', 'primary_companies.company_id') }} as account_id,
        {{ record_id('hubspot', number_id('deals.owner_id')) }} as owner_id,
        {{ record_id('hubspot', 'primary_contacts.contact_id') }} as contact_id,
        coalesce(deals.deal_pipeline_id, 'default') as pipeline,
        deals.deal_pipeline_stage_id as source_stage,
        deals.property_amount as amount,
        deals.property_closedate as close_date,
        deals.property_createdate as created_at,
        cast(null as boolean) as is_closed,
        cast(null as boolean) as is_won,
        deals.property_first_contact as first_contact_at,
        coalesce(categories.means, deals.property_hs_forecast_category) as forecast_category,
        deals.property_forecast_override_reason as forecast_override_reason,
        deals.property_hs_next_step as next_step,
        deals.property_next_step_date as next_step_on,
        deals.property_notes_last_contacted as last_activity_at,
        deals.property_deal_currency_code as currency,
        deals.property_contract_start as starts_on,
        deals.property_contract_term as term_months,
        deals.property_hs_v_2_date_entered_current_stage as last_stage_change_at,
        deals.property_promised_window as promised_window_text,
        deals.property_promised_frequency as promised_frequency
    from deals
    left join primary_companies on deals.deal_id = primary_companies.deal_id
    left join primary_contacts on deals.deal_id = primary_contacts.deal_id
    {{ join_word('categories', "'forecast_category'", 'deals.property_hs_forecast_category', "'hubspot'") }}
)

select * from renamed
