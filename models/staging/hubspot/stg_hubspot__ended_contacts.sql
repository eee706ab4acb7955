{{ config(enabled='hubspot' in var('sources')) }}

with contacts as (
    {{ ended_rows('hubspot', 'contact') }}
),

merged as (
    {{ merged_ids('hubspot', 'contact') }}
),

ended as (
    select
        {{ record_id('hubspot', 'contacts.id') }} as contact_id,
        {{ record_id('hubspot', 'merged.into_id') }} as surviving_contact_id,
        contacts.property_email as email,
        contacts.property_hs_additional_emails as further_emails,
        contacts.property_legal_basis is not null as has_legal_basis
    from contacts
    left join merged on cast(contacts.id as text) = merged.record_id
)

select * from ended
