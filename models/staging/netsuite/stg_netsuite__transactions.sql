{{ config(enabled='netsuite' in var('sources')) }}

with transactions as (
    {{ current_rows('netsuite', 'transaction') }}
)

select
    id as transaction_id,
    type as transaction_type,
    entity,
    trandate,
    duedate,
    currency,
    custbody_order,
    custbody_contract,
    custbody_credit_reason
from transactions
