with billing_accounts as (
    {{ unify('billing_accounts') }}
),

keyed as (
    select billing_account_id, matched_by, number_rank from {{ ref('int_billing_accounts__keyed') }}
),

customers as (
    select source_record_id as billing_account_id, customer_id
    from {{ ref('int_customer_ids__resolved') }}
    where entity = 'billing_account'
),

linked as (
    select
        billing_accounts.*,
        customers.customer_id,
        keyed.matched_by,
        keyed.number_rank
    from billing_accounts
    inner join keyed on billing_accounts.billing_account_id = keyed.billing_account_id
    inner join customers on billing_accounts.billing_account_id = customers.billing_account_id
)

select * from linked
