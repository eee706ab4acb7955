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
    select {{ quoted('transaction') }} as transaction_id, sum(foreignamount) as amount
    from lines
    where {{ try_boolean('mainline') }}
    group by {{ quoted('transaction') }}
),

invoices as (
    select
        {{ record_id('netsuite', 'transactions.id') }} as invoice_id,
        {{ record_id('netsuite', 'transactions.entity') }} as billing_account_id,
        {{ record_id('route_planner', 'transactions.custbody_order') }} as order_id,
        {{ record_id('netsuite', 'transactions.custbody_contract') }} as contract_id,
        transactions.trandate as issued_on,
        transactions.duedate as due_on,
        totals.amount,
        {{ told_currency('currencies.symbol', 'transactions.currency') }} as currency,
        transactions.type = 'CashSale' as is_cash_sale
    from transactions
    left join totals on transactions.id = totals.transaction_id
    left join currencies on transactions.currency = currencies.id
    where transactions.type in ('CustInvc', 'CashSale')
)

select * from invoices
