{{ config(enabled='hubspot' in var('sources')) }}

with companies as (
    {{ ended_rows('hubspot', 'company') }}
),

merged as (
    {{ merged_ids('hubspot', 'company') }}
),

{# Of a company that was merged, often only its id is left, in the list that the survivor keeps. #}
deleted as (
    select
        {{ record_id('hubspot', 'coalesce(cast(companies.id as text), merged.record_id)') }} as account_id,
        {{ number_id('companies.property_erp_customer_id') }} as customer_number,
        {{ record_id('hubspot', 'merged.into_id') }} as surviving_account_id
    from companies
    full join merged on cast(companies.id as text) = merged.record_id
    where companies.id is not null or merged.into_id is not null
)

select * from deleted
