{{ config(enabled='hubspot' in var('sources')) }}

with companies as (
    {{ current_rows('hubspot', 'company') }}
),

renamed as (
    select
        {{ record_id('hubspot', 'id') }} as account_id,
        property_name as name,
        property_segment as segment,
        property_currency as currency,
        property_country as country,
        property_tax_id as tax_id,
        {{ record_id('hubspot', 'property_hubspot_owner_id') }} as owner_id,
        property_erp_customer_id as customer_number,
        property_credit_hold as is_on_credit_hold
    from companies
)

select * from renamed
