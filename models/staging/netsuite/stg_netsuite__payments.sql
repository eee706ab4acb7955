{{ config(enabled='netsuite' in var('sources')) }}

with settlements as (
    select * from {{ ref('stg_netsuite__settlements') }}
),

cash_sales as (
    select invoice_id, amount from {{ ref('stg_netsuite__invoices') }} where is_cash_sale
),

refunds as (
    select credit_note_id, invoice_id, amount from {{ ref('stg_netsuite__credit_notes') }} where is_refund
),

{# A cash sale is paid as it is made; a credit note settles an invoice, and pays nothing. #}
payments as (
    select settlement_id as payment_id, invoice_id, amount
    from settlements
    where document_type not in ('CustCred', 'CashRfnd', 'CustRfnd')
    union all
    select invoice_id || '/sale', invoice_id, amount from cash_sales
    union all
    select credit_note_id || '/refund', invoice_id, -abs(amount) from refunds
)

select * from payments
