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
        {{ record_id('hubspot', number_id('property_hubspot_owner_id')) }} as owner_id,
        {{ number_id('property_erp_customer_id') }} as customer_number,
        property_credit_hold as is_on_credit_hold,
        property_phone as phone,
        property_domain as website,
        property_address as street,
        property_city as city,
        property_state as region,
        property_zip as postal_code,
        cast(null as text) as lei,
        cast(null as text) as duns,
        {{ record_id('hubspot', 'property_parent_company_id') }} as parent_id
    from companies
)

select * from renamed
