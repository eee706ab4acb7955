with contracts as (
    {{ unify('contracts') }}
),

billing_accounts as (
    select billing_account_id, customer_id from {{ ref('int_billing_accounts__linked') }}
),

recognised as (
    select contract_id, sum(amount) as amount
    from ({{ unify('revenue_events') }}) as revenue_events
    where recognised_on is not null
    group by contract_id
),

billed as (
    select contract_id, sum(amount) as amount
    from {{ ref('invoices') }}
    group by contract_id
),

described as (
    select
        contracts.contract_id,
        contracts.source_system,
        billing_accounts.customer_id,
        contracts.opportunity_id,
        contracts.amount,
        contracts.signed_at,
        contracts.starts_on,
        contracts.ends_on,
        contracts.payment_terms,
        contracts.approved_by,
        contracts.is_collectable,
        contracts.status,
        cast(coalesce(recognised.amount, 0) as numeric(18, 2)) as recognised_amount,
        cast(coalesce(billed.amount, 0) as numeric(18, 2)) as billed_amount
    from contracts
    left join billing_accounts on contracts.billing_account_id = billing_accounts.billing_account_id
    left join recognised on contracts.contract_id = recognised.contract_id
    left join billed on contracts.contract_id = billed.contract_id
)

select * from described
