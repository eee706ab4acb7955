with contracts as (
    select *, {{ system_day('contracts.source_system', 'contracts.signed_at') }} as signed_on
    from ({{ unify('contracts') }}) as contracts
),

billing_accounts as (
    select billing_account_id, customer_id from {{ ref('int_billing_accounts__linked') }}
),

linked as (
    select
        contracts.*,
        billing_accounts.customer_id,
        {{ converted('contracts.amount', 'contracts.currency', 'rates') }} as company_amount
    from contracts
    left join billing_accounts on contracts.billing_account_id = billing_accounts.billing_account_id
    {{ join_rate('rates', 'contracts.currency', 'contracts.signed_on') }}
)

select * from linked
