{{ config(enabled='netsuite' in var('sources')) }}

with transactions as (
    select * from {{ ref('stg_netsuite__transactions') }}
),

lines as (
    select * from {{ ref('stg_netsuite__transaction_lines') }}
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
    select transaction_id
    from transactions
    where transaction_type in ('CustPymt', 'DepAppl', 'CustCred', 'CustRfnd', 'CashRfnd')
),

{# Older layouts name the invoice on the line that pays it; so does much that settles nothing. #}
named as (
    select
        lines.transaction_id as document_id,
        lines.createdfrom as invoice_id,
        cast(lines.line_id as text) as part,
        abs(lines.foreignamount) as amount
    from lines
    inner join settling on lines.transaction_id = settling.transaction_id
    left join linked_documents on lines.transaction_id = linked_documents.document_id
    where
        linked_documents.document_id is null
        and lines.createdfrom is not null
        and not lines.is_main
),

settlements as (
    select
        {{ record_id('netsuite', 'documents.transaction_id') }} as document_id,
        {{ record_id('netsuite', 'documents.transaction_id') }} || '/' || applied.part as settlement_id,
        {{ record_id('netsuite', 'invoices.transaction_id') }} as invoice_id,
        documents.transaction_type as document_type,
        applied.amount
    from (
        select * from linked
        union all
        select * from named
    ) as applied
    inner join transactions as documents on applied.document_id = documents.transaction_id
    inner join transactions as invoices on applied.invoice_id = invoices.transaction_id
    where invoices.transaction_type in ('CustInvc', 'CashSale')
)

select * from settlements
