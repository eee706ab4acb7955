{#- What was billed and what was credited, with its sign: their sum is what a customer was billed net. -#}
with invoices as (
    select * from {{ ref('int_invoices__paid') }}
),

credit_notes as (
    {{ unify('credit_notes') }}
),

billing_accounts as (
    select billing_account_id, customer_id from {{ ref('int_billing_accounts__linked') }}
),

documents as (
    select invoice_id as document_id, customer_id, contract_id, issued_on, currency, amount
    from invoices
    union all
    select
        credit_notes.credit_note_id,
        billing_accounts.customer_id,
        coalesce(credit_notes.contract_id, invoices.contract_id),
        credit_notes.issued_on,
        coalesce({{ currency_code('credit_notes.currency') }}, invoices.currency),
        -abs(credit_notes.amount)
    from credit_notes
    left join invoices on credit_notes.invoice_id = invoices.invoice_id
    left join billing_accounts on credit_notes.billing_account_id = billing_accounts.billing_account_id
),

signed as (
    select documents.*, {{ converted('documents.amount', 'documents.currency', 'rates') }} as company_amount
    from documents
    {{ join_rate('rates', 'documents.currency', 'documents.issued_on') }}
)

select * from signed
