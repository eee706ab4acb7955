{{ config(enabled='salesforce' in var('sources')) }}

with leads as (
    {{ current_rows('salesforce', 'lead') }}
),

renamed as (
    select
        {{ record_id('salesforce', 'id') }} as lead_id,
        {{ record_id('salesforce', 'converted_account_id') }} as account_id,
        lead_source,
        status,
        coalesce(first_contact_c, created_date) as first_contact_at,
        qualified_c as qualified_at,
        responded_c as responded_at,
        rejection_reason_c as rejection_reason,
        {{ record_id('salesforce', 'owner_id') }} as owner_id,
        coalesce(is_converted, false) as is_converted,
        {{ record_id('hubspot', number_id('hubspot_contact_id_c')) }} as marketing_contact_id,
        created_date as created_at
    from leads
)

select * from renamed
