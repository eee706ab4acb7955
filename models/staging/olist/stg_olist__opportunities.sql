{{ config(enabled='olist' in var('sources')) }}

with deals as (
    {{ current_rows('olist', 'olist_closed_deals_dataset') }}
),

leads as (
    {{ current_rows('olist', 'olist_marketing_qualified_leads_dataset') }}
),

renamed as (
    select
        {{ record_id('olist', 'deals.mql_id') }} as opportunity_id,
        {{ record_id('olist', 'deals.seller_id') }} as account_id,
        {{ record_id('olist', 'deals.sr_id') }} as owner_id,
        cast(null as text) as contact_id,
        'default' as pipeline,
        'won' as source_stage,
        deals.declared_monthly_revenue as amount,
        deals.won_date as close_date,
        deals.won_date as created_at,
        true as is_closed,
        true as is_won,
        leads.first_contact_date as first_contact_at,
        {%- for name in ['forecast_category', 'forecast_override_reason', 'next_step'] %}
        cast(null as text) as {{ name }},
        {%- endfor %}
        cast(null as date) as next_step_on,
        cast(null as timestamp) as last_activity_at,
        cast(null as text) as currency,
        cast(null as date) as starts_on,
        cast(null as integer) as term_months,
        cast(null as timestamp) as last_stage_change_at,
        cast(null as text) as promised_window_text,
        cast(null as integer) as promised_frequency
    from deals
    left join leads on deals.mql_id = leads.mql_id
)

select * from renamed
