{{ config(enabled='salesforce' in var('sources')) }}

with contacts as (
    {{ current_rows('salesforce', 'contact') }}
),

renamed as (
    select
        {{ record_id('salesforce', 'id') }} as contact_id,
        {{ record_id('salesforce', 'account_id') }} as account_id,
        email,
        phone,
        deal_role_c as deal_role,
        has_opted_out_of_email as has_opted_out,
        created_date as created_at
    from contacts
)

select * from renamed
