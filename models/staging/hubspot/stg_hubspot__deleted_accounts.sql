{{ config(enabled='hubspot' in var('sources')) }}

with companies as (
    {{ newest_rows('hubspot', 'company') }}
),

{# HubSpot keeps no trace of the company that another one was merged into. #}
deleted as (
    select
        {{ record_id('hubspot', 'id') }} as account_id,
        property_erp_customer_id as customer_number,
        cast(null as text) as surviving_account_id
    from companies
    where is_deleted
)

select * from deleted
