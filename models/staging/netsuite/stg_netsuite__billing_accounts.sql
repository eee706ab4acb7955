{{ config(enabled='netsuite' in var('sources')) }}

with customers as (
    {{ current_rows('netsuite', 'customer', but=['inactive']) }}
),

currencies as (
    {{ current_rows('netsuite', 'currency', but=['inactive']) }}
),

renamed as (
    select
        {{ record_id('netsuite', 'customers.id') }} as billing_account_id,
        {{ number_id('customers.entityid') }} as customer_number,
        {{ crm_record_id('customers.custentity_crm_account') }} as account_id,
        customers.companyname as name,
        customers.custentity_country as country,
        {{ told_currency('currencies.symbol', 'customers.currency') }} as currency,
        customers.custentity_tax_id as tax_id,
        customers.terms as payment_terms,
        customers.custentity_payer is not null as has_payer,
        customers.oncredithold as is_on_credit_hold,
        customers.phone,
        customers.email,
        customers.custentity_street as street,
        customers.custentity_city as city,
        customers.custentity_state as region,
        customers.custentity_postal_code as postal_code,
        {{ record_id('netsuite', 'customers.parent') }} as parent_id,
        customers.custentity_delivery_window as delivery_window_text,
        customers.creditlimit as credit_limit,
        coalesce(customers.isinactive, false) as is_inactive
    from customers
    left join currencies on customers.currency = currencies.id
)

select * from renamed
