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
    select transaction_id, sum(foreignamount) as amount
    from lines
    where is_main
    group by transaction_id
),

invoices as (
    select
        {{ record_id('netsuite', 'transactions.transaction_id') }} as invoice_id,
        {{ record_id('netsuite', 'transactions.entity') }} as billing_account_id,
        {{ record_id('route_planner', 'transactions.custbody_order') }} as order_id,
        {{ record_id('netsuite', 'transactions.custbody_contract') }} as contract_id,
        transactions.trandate as issued_on,
        transactions.duedate as due_on,
        totals.amount,
        {{ told_currency('currencies.symbol', 'transactions.currency') }} as currency,
        transactions.transaction_type = 'CashSale' as is_cash_sale
    from transactions
    left join totals on transactions.transaction_id = totals.transaction_id
    left join currencies on transactions.currency = currencies.id
    where transactions.transaction_type in ('CustInvc', 'CashSale')
)

select * from invoices
