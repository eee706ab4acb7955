{{ config(enabled='hubspot' in var('sources')) }}

with contacts as (
    {{ current_rows('hubspot', 'contact') }}
),

companies as (
    {{ current_rows('hubspot', 'company') }}
),

{# What the portal offers today; a value that was renamed or hidden stays on old records. #}
options as (
    select distinct value
    from ({{ current_rows('hubspot', 'property_option') }}) as listed
    where name = 'lifecyclestage' and hubspot_object = 'contact' and not coalesce(hidden, false)
),

renamed as (
    select
        {{ record_id('hubspot', 'contacts.id') }} as contact_id,
        coalesce(crm_contacts.surviving_id, {{ record_id('salesforce', 'contacts.property_salesforce_contact_id') }}) as crm_contact_id,
        {{ record_id('hubspot', 'contacts.property_associatedcompanyid') }} as account_id,
        contacts.property_email as email,
        contacts.property_hs_additional_emails as further_emails,
        contacts.property_phone as phone,
        contacts.property_deal_role as deal_role,
        contacts.property_hs_email_optout as is_opted_out,
        contacts.property_legal_basis is not null as has_legal_basis,
        contacts.property_lifecyclestage as lead_stage,
        companies.property_lifecyclestage as company_lead_stage,
        options.value is not null as is_lead_stage_an_option,
        coalesce(contacts.property_nurture_suppressed, false) as is_suppressed,
        contacts.property_createdate as created_at
    from contacts
    left join companies on contacts.property_associatedcompanyid = companies.id
    {{ join_survivor('crm_contacts', record_id('salesforce', 'contacts.property_salesforce_contact_id'), {'salesforce': 'contact'}) }}
    left join options on contacts.property_lifecyclestage = options.value
)

select * from renamed
