{{ config(enabled='salesforce' in var('sources')) }}

with accounts as (
    {{ newest_rows('salesforce', 'account') }}
),

deleted as (
    select
        {{ record_id('salesforce', 'id') }} as account_id,
        erp_customer_id_c as customer_number,
        {{ record_id('salesforce', 'master_record_id') }} as surviving_account_id
    from accounts
    where is_deleted
)

select * from deleted
