{{ config(enabled='hubspot' in var('sources')) }}

with marketing_contacts as (
    select * from {{ ref('stg_hubspot__marketing_contacts') }}
),

{# A contact that field sales knows is a contact of field sales; marketing only writes to it. #}
of_inside_sales as (
    select
        contact_id,
        account_id,
        email,
        phone,
        deal_role,
        cast(null as boolean) as has_opted_out,
        created_at
    from marketing_contacts
    where crm_contact_id is null and account_id is not null
)

select * from of_inside_sales
