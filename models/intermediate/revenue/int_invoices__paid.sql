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

credited as (
    select invoice_id, sum(amount) as credited_amount
    from ({{ unify('credit_notes') }}) as credit_notes
    where invoice_id is not null
    group by invoice_id
),

settled as (
    select invoice_id, sum(amount) as settled_amount
    from ({{ unify('applied_credits') }}) as applied_credits
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
        {{ currency_code('invoices.currency') }} as currency,
        cast(coalesce(credited.credited_amount, 0) as numeric(18, 2)) as credited_amount,
        cast(coalesce(paid.paid_amount, 0) as numeric(18, 2)) as paid_amount,
        cast(
            case
                when invoices.is_cash_sale or invoices.amount <= 0 then 0
                else greatest(invoices.amount - coalesce(paid.paid_amount, 0) - coalesce(settled.settled_amount, 0), 0)
            end as numeric(18, 2)
        ) as open_amount,
        {{ converted('invoices.amount', 'invoices.currency', 'rates') }} as company_amount
    from invoices
    left join billing_accounts on invoices.billing_account_id = billing_accounts.billing_account_id
    left join paid on invoices.invoice_id = paid.invoice_id
    left join credited on invoices.invoice_id = credited.invoice_id
    left join settled on invoices.invoice_id = settled.invoice_id
    {{ join_rate('rates', 'invoices.currency', 'invoices.issued_on') }}
)

select * from measured
