with invoices as (
    {{ unify('invoices') }}
),

billing_accounts as (
    select billing_account_id, customer_id from {{ ref('int_billing_accounts__linked') }}
),

paid as (
    select invoice_id, {{ whole_sum('amount') }} as paid_amount
    from ({{ unify('payments') }}) as payments
    group by invoice_id
),

credited as (
    select invoice_id, {{ whole_sum('amount') }} as credited_amount
    from ({{ unify('credit_notes') }}) as credit_notes
    where invoice_id is not null
    group by invoice_id
),

settled as (
    select invoice_id, {{ whole_sum('amount') }} as settled_amount
    from ({{ unify('applied_credits') }}) as applied_credits
    group by invoice_id
),

summed as (
    select
        invoices.*,
        {{ zero_without('credited.invoice_id', 'credited.credited_amount') }} as credited_amount,
        {{ zero_without('paid.invoice_id', 'paid.paid_amount') }} as paid_amount,
        {{ zero_without('settled.invoice_id', 'settled.settled_amount') }} as settled_amount
    from invoices
    left join paid on invoices.invoice_id = paid.invoice_id
    left join credited on invoices.invoice_id = credited.invoice_id
    left join settled on invoices.invoice_id = settled.invoice_id
),

measured as (
    select
        summed.invoice_id,
        summed.source_system,
        billing_accounts.customer_id,
        summed.order_id,
        summed.contract_id,
        summed.issued_on,
        summed.due_on,
        summed.amount,
        {{ currency_code('summed.currency') }} as currency,
        cast(summed.credited_amount as numeric(18, 2)) as credited_amount,
        cast(summed.paid_amount as numeric(18, 2)) as paid_amount,
        cast(
            case
                when summed.is_cash_sale or summed.amount <= 0 or summed.amount - summed.paid_amount - summed.settled_amount <= 0 then 0
                else summed.amount - summed.paid_amount - summed.settled_amount
            end as numeric(18, 2)
        ) as open_amount,
        {{ converted('summed.amount', 'summed.currency', 'rates') }} as company_amount
    from summed
    left join billing_accounts on summed.billing_account_id = billing_accounts.billing_account_id
    {{ join_rate('rates', 'summed.currency', 'summed.issued_on') }}
)

select * from measured
