{{ config(enabled='spreadsheets' in var('sources')) }}

with typed as (
    {{ current_rows('spreadsheets', 'lead_credits') }}
),

renamed as (
    select
        {{ record_id('spreadsheets', 'credit_id') }} as credit_id,
        coalesce(leads.surviving_id, {{ crm_record_id('lead_id') }}) as lead_id
    from typed
    {{ join_survivor('leads', crm_record_id('lead_id'), {'salesforce': 'lead', 'hubspot': 'contact'}) }}
)

select * from renamed
