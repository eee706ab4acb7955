{{ config(enabled='salesforce' in var('sources')) }}

with accounts as (
    {{ ended_rows('salesforce', 'account') }}
),

merged as (
    {{ merged_ids('salesforce', 'account') }}
),

deleted as (
    select
        {{ record_id('salesforce', 'accounts.id') }} as account_id,
        {{ number_id('accounts.erp_customer_id_c') }} as customer_number,
        {{ record_id('salesforce', 'merged.into_id') }} as surviving_account_id
    from accounts
    left join merged on accounts.id = merged.record_id
)

select * from deleted
