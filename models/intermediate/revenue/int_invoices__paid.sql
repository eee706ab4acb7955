with invoices as (
    {{ unify('invoices') }}
),

billing_accounts as (
    select billing_account_id, customer_id from {{ ref('int_billing_accounts__linked') }}
),

paid as (
    select invoice_id, sum(amount) as paid_amount
    from ({{ unify('payments') }}) as payments
    group by invoice_id
),

measured as (
    select
        invoices.invoice_id,
        invoices.source_system,
        billing_accounts.customer_id,
        invoices.order_id,
        invoices.contract_id,
        invoices.issued_on,
        invoices.due_on,
        invoices.amount,
        cast(coalesce(paid.paid_amount, 0) as numeric(18, 2)) as paid_amount
    from invoices
    left join billing_accounts on invoices.billing_account_id = billing_accounts.billing_account_id
    left join paid on invoices.invoice_id = paid.invoice_id
)

select * from measured
