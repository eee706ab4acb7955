{{ config(enabled='netsuite' in var('sources')) }}

with settlements as (
    select * from {{ ref('stg_netsuite__settlements') }} where document_type = 'CustCred'
),

credit_notes as (
    select credit_note_id, invoice_id, amount
    from {{ ref('stg_netsuite__credit_notes') }}
    where invoice_id is not null and not is_refund
),

{# Where nothing says against which invoice a credit note was set off, it is the one it was made from. #}
applied as (
    select settlement_id as application_id, document_id as credit_note_id, invoice_id, amount
    from settlements
    union all
    select credit_notes.credit_note_id, credit_notes.credit_note_id, credit_notes.invoice_id, credit_notes.amount
    from credit_notes
    left join settlements on credit_notes.credit_note_id = settlements.document_id
    where settlements.document_id is null
)

select * from applied
