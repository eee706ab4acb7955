{{ config(enabled='netsuite' in var('sources')) }}

with lines as (
    {{ current_rows('netsuite', 'transaction_line') }}
)

select
    id as line_id,
    {{ quoted('transaction') }} as transaction_id,
    coalesce({{ try_boolean('mainline') }}, false) as is_main,
    createdfrom,
    foreignamount
from lines
