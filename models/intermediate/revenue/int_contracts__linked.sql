with contracts as (
    {{ unify('contracts') }}
),

billing_accounts as (
    select billing_account_id, customer_id from {{ ref('int_billing_accounts__linked') }}
),

linked as (
    select contracts.*, billing_accounts.customer_id
    from contracts
    left join billing_accounts on contracts.billing_account_id = billing_accounts.billing_account_id
)

select * from linked
