{{ config(enabled='hubspot' in var('sources')) }}

with contacts as (
    {{ current_rows('hubspot', 'contact') }}
),

renamed as (
    select
        {{ record_id('hubspot', 'id') }} as contact_id,
        {{ record_id('salesforce', 'property_salesforce_contact_id') }} as crm_contact_id,
        {{ record_id('hubspot', 'property_associatedcompanyid') }} as account_id,
        property_email as email,
        property_phone as phone,
        property_deal_role as deal_role,
        property_hs_email_optout as is_opted_out,
        property_legal_basis is not null as has_legal_basis,
        property_createdate as created_at
    from contacts
)

select * from renamed
