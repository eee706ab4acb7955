{{ config(enabled='salesforce' in var('sources')) }}

with opportunities as (
    {{ current_rows('salesforce', 'opportunity') }}
),

{# The vendor fixes what a category is; what it is called the company chooses. #}
renamed as (
    select
        {{ record_id('salesforce', 'id') }} as opportunity_id,
        {{ record_id('salesforce', 'account_id') }} as account_id,
        {{ record_id('salesforce', 'owner_id') }} as owner_id,
        {{ record_id('salesforce', 'contact_id') }} as contact_id,
        'default' as pipeline,
        stage_name as source_stage,
        amount,
        close_date,
        created_date as created_at,
        is_closed,
        is_won,
        first_contact_c as first_contact_at,
        coalesce(
            case opportunities.forecast_category
                when 'BestCase' then 'Best Case'
                when 'MostLikely' then 'Most Likely'
                when 'Forecast' then 'Commit'
                else opportunities.forecast_category
            end,
            categories.means,
            opportunities.forecast_category_name
        ) as forecast_category,
        forecast_override_reason_c as forecast_override_reason,
        next_step,
        next_step_date_c as next_step_on,
        last_activity_date as last_activity_at,
        currency_iso_code as currency,
        contract_start_c as starts_on,
        contract_term_c as term_months,
        last_stage_change_date as last_stage_change_at,
        promised_window_c as promised_window_text,
        promised_frequency_c as promised_frequency
    from opportunities
    {{ join_word('categories', "'forecast_category'", 'opportunities.forecast_category_name', "'salesforce'") }}
)

select * from renamed
