{{ config(enabled='salesforce' in var('sources')) }}

with accounts as (
    {{ current_rows('salesforce', 'account') }}
),

renamed as (
    select
        {{ record_id('salesforce', 'id') }} as account_id,
        name,
        segment_c as segment,
        currency_iso_code as currency,
        billing_country_code as country,
        tax_id_c as tax_id,
        {{ record_id('salesforce', 'owner_id') }} as owner_id,
        {{ number_id('erp_customer_id_c') }} as customer_number,
        credit_hold_c as is_on_credit_hold,
        phone,
        website,
        billing_street as street,
        billing_city as city,
        billing_state as region,
        billing_postal_code as postal_code,
        lei_c as lei,
        duns_number as duns,
        {{ record_id('salesforce', 'parent_id') }} as parent_id
    from accounts
)

select * from renamed
