with billing_accounts as (
    {{ unify('billing_accounts') }}
),

keyed as (
    select billing_account_id, customer_number from {{ ref('int_billing_accounts__keyed') }} where number_rank = 1
),

customer_numbers as (
    select customer_number from ({{ unify('orders') }}) as orders
    union
    select customer_number from ({{ unify('sites') }}) as sites
),

{# What a record of another kind still points at. #}
named as (
    select account_id as source_record_id from ({{ unify('opportunities') }}) as opportunities
    union
    select account_id from ({{ unify('contacts') }}) as contacts
    union
    select account_id from ({{ unify('leads') }}) as leads
    union
    select account_id from billing_accounts
    union
    select billing_account_id from ({{ unify('contracts') }}) as contracts
    union
    select billing_account_id from ({{ unify('invoices') }}) as invoices
    union
    select organization_id from ({{ unify('tickets') }}) as tickets
    union
    select buyer_id from ({{ unify('orders') }}) as orders
    union
    select keyed.billing_account_id
    from customer_numbers
    inner join keyed on customer_numbers.customer_number = keyed.customer_number
),

referenced as (
    select source_record_id
    from named
    where source_record_id is not null
)

select * from referenced
