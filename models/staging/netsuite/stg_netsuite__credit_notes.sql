{{ config(enabled='netsuite' in var('sources')) }}

with transactions as (
    select * from {{ ref('stg_netsuite__transactions') }}
),

lines as (
    select * from {{ ref('stg_netsuite__transaction_lines') }}
),

currencies as (
    {{ current_rows('netsuite', 'currency', but=['inactive']) }}
),

totals as (
    select
        transaction_id,
        abs(sum(case when is_main then foreignamount end)) as amount,
        min(createdfrom) as created_from
    from lines
    group by transaction_id
),

{# Money given back to a customer lessens what was billed where it names the sale, not where it pays out a credit note. #}
credit_notes as (
    select
        {{ record_id('netsuite', 'transactions.transaction_id') }} as credit_note_id,
        {{ record_id('netsuite', 'transactions.entity') }} as billing_account_id,
        {{ record_id('netsuite', 'origins.transaction_id') }} as invoice_id,
        {{ record_id('netsuite', 'coalesce(transactions.custbody_contract, origins.custbody_contract)') }} as contract_id,
        transactions.custbody_credit_reason as reason,
        transactions.trandate as issued_on,
        totals.amount,
        {{ told_currency('currencies.symbol', 'transactions.currency') }} as currency,
        transactions.transaction_type <> 'CustCred' as is_refund
    from transactions
    left join totals on transactions.transaction_id = totals.transaction_id
    left join transactions as origins on totals.created_from = origins.transaction_id and origins.transaction_type in ('CustInvc', 'CashSale')
    left join currencies on transactions.currency = currencies.id
    where
        transactions.transaction_type in ('CustCred', 'CashRfnd')
        or (transactions.transaction_type = 'CustRfnd' and origins.transaction_id is not null)
)

select * from credit_notes
