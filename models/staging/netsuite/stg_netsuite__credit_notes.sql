{{ config(enabled='netsuite' in var('sources')) }}

with transactions as (
    {{ current_rows('netsuite', 'transaction') }}
),

lines as (
    {{ current_rows('netsuite', 'transaction_line') }}
),

currencies as (
    {{ current_rows('netsuite', 'currency', but=['inactive']) }}
),

totals as (
    select
        {{ quoted('transaction') }} as transaction_id,
        abs(sum(case when {{ try_boolean('mainline') }} then foreignamount end)) as amount,
        min(createdfrom) as created_from
    from lines
    group by {{ quoted('transaction') }}
),

{# Money given back to a customer lessens what was billed where it names the sale, not where it pays out a credit note. #}
credit_notes as (
    select
        {{ record_id('netsuite', 'transactions.id') }} as credit_note_id,
        {{ record_id('netsuite', 'transactions.entity') }} as billing_account_id,
        {{ record_id('netsuite', 'origins.id') }} as invoice_id,
        {{ record_id('netsuite', 'coalesce(transactions.custbody_contract, origins.custbody_contract)') }} as contract_id,
        transactions.custbody_credit_reason as reason,
        transactions.trandate as issued_on,
        totals.amount,
        {{ told_currency('currencies.symbol', 'transactions.currency') }} as currency,
        transactions.type <> 'CustCred' as is_refund
    from transactions
    left join totals on transactions.id = totals.transaction_id
    left join transactions as origins on totals.created_from = origins.id and origins.type in ('CustInvc', 'CashSale')
    left join currencies on transactions.currency = currencies.id
    where transactions.type in ('CustCred', 'CashRfnd') or (transactions.type = 'CustRfnd' and origins.id is not null)
)

select * from credit_notes
