{{ config(enabled='netsuite' in var('sources')) }}

with transactions as (
    {{ current_rows('netsuite', 'transaction') }}
),

lines as (
    {{ current_rows('netsuite', 'transaction_line') }}
),

{# The two tables of links say the same from both sides; a sync has one of them, or both. #}
links as (
    {%- for table in ['next_transaction_line_link', 'previous_transaction_line_link'] %}
    select previousdoc, previousline, nextdoc, nextline, foreignamount
    from ({{ current_rows('netsuite', table) }}) as {{ table }}_rows
    where lower(linktype) = 'payment'
    {{ 'union' if not loop.last }}
    {%- endfor %}
),

linked as (
    select
        nextdoc as document_id,
        previousdoc as invoice_id,
        cast(nextline as text) || '/' || cast(previousdoc as text) as part,
        abs(foreignamount) as amount
    from links
),

linked_documents as (
    select distinct document_id from linked
),

settling as (
    select id
    from transactions
    where type in ('CustPymt', 'DepAppl', 'CustCred', 'CustRfnd', 'CashRfnd')
),

{# Older layouts name the invoice on the line that pays it; so does much that settles nothing. #}
named as (
    select
        lines.{{ quoted('transaction') }} as document_id,
        lines.createdfrom as invoice_id,
        cast(lines.id as text) as part,
        abs(lines.foreignamount) as amount
    from lines
    inner join settling on lines.{{ quoted('transaction') }} = settling.id
    left join linked_documents on lines.{{ quoted('transaction') }} = linked_documents.document_id
    where
        linked_documents.document_id is null
        and lines.createdfrom is not null
        and not coalesce({{ try_boolean('lines.mainline') }}, false)
),

settlements as (
    select
        {{ record_id('netsuite', 'documents.id') }} as document_id,
        {{ record_id('netsuite', 'documents.id') }} || '/' || applied.part as settlement_id,
        {{ record_id('netsuite', 'invoices.id') }} as invoice_id,
        documents.type as document_type,
        applied.amount
    from (
        select * from linked
        union all
        select * from named
    ) as applied
    inner join transactions as documents on applied.document_id = documents.id
    inner join transactions as invoices on applied.invoice_id = invoices.id
    where invoices.type in ('CustInvc', 'CashSale')
)

select * from settlements
