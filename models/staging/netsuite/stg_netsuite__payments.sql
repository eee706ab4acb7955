{{ config(enabled='netsuite' in var('sources')) }}

with transactions as (
    {{ current_rows('netsuite', 'transaction') }}
),

lines as (
    {{ current_rows('netsuite', 'transaction_line') }}
),

applied as (
    select
        {{ record_id('netsuite', 'lines.' ~ quoted('transaction')) }} || '/' || cast(lines.id as text) as payment_id,
        {{ record_id('netsuite', 'lines.createdfrom') }} as invoice_id,
        lines.foreignamount as amount
    from lines
    inner join transactions on lines.{{ quoted('transaction') }} = transactions.id
    where
        transactions.type = 'CustPymt'
        and lines.createdfrom is not null
        and not coalesce({{ try_boolean('lines.mainline') }}, false)
)

select * from applied
