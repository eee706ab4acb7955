{{ config(enabled='netsuite' in var('sources')) }}

with transactions as (
    {{ current_rows('netsuite', 'transaction') }}
),

lines as (
    {{ current_rows('netsuite', 'transaction_line') }}
),

totals as (
    select
        {{ quoted('transaction') }} as transaction_id,
        sum(case when {{ try_boolean('mainline') }} then foreignamount end) as amount,
        min(createdfrom) as invoice_id
    from lines
    group by {{ quoted('transaction') }}
),

credit_notes as (
    select
        {{ record_id('netsuite', 'transactions.id') }} as credit_note_id,
        {{ record_id('netsuite', 'transactions.entity') }} as billing_account_id,
        {{ record_id('netsuite', 'totals.invoice_id') }} as invoice_id,
        transactions.custbody_credit_reason as reason,
        transactions.trandate as issued_on,
        totals.amount
    from transactions
    left join totals on transactions.id = totals.transaction_id
    where transactions.type = 'CustCred'
)

select * from credit_notes
